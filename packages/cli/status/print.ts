import { type LocalStatus, readLocalStatus } from "./local.ts";

/** One line per address; the console's includes its token only with `--show-secrets`. */
export function renderLocalStatus(status: LocalStatus): string {
  const lines: [string, string][] = [
    ["app", status.app.url],
    ["edge", `${status.edge.http}  ${status.edge.https}`],
    ["console", status.console],
    ["database direct", status.database.direct],
    ["database pooler", status.database.pooler],
    ...status.redis.map(({ name, rest, port }): [string, string] => [
      `redis ${name}`,
      `${rest}  127.0.0.1:${port}`,
    ]),
    ["sentry", status.sentry.dsn],
    ["mail (SMTP)", status.mail.smtp],
    ...Object.entries(status.control).map(([vendor, url]): [string, string] => [
      `api ${vendor}`,
      url,
    ]),
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines.map(([label, value]) => `  ${label.padEnd(width)}  ${value || "–"}\n`).join("");
}

/** The end of `up`: where everything is, and what to type next. */
export async function printLocalStatus(): Promise<void> {
  const status = await readLocalStatus(false);
  process.stdout.write(`\n${renderLocalStatus(status)}\n`);
  process.stdout.write("  Open the console: npx seaworthy open local console\n");
  process.stdout.write(
    '  Plain Pulumi: eval "$(npx seaworthy env local)", then npx pulumi preview\n',
  );
}
