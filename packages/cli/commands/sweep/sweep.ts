import { readEnvironment } from "@seaworthy/core/environment";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { confirm } from "../../confirm.ts";
import { dropPreview } from "../../previews/drop-preview.ts";
import { listPreviews, type Preview } from "../../previews/expiry.ts";

export interface SweepOptions {
  readonly yes?: boolean;
  readonly now?: Date;
}

/** One preview that cannot be deleted does not keep the others. */
export async function sweep({ yes, now = new Date() }: SweepOptions): Promise<void> {
  const environment = readEnvironment();
  const previews = await listPreviews(environment);
  const over = previews.filter(({ until }) => until <= now);
  for (const preview of previews) process.stdout.write(`${lineOf(preview, now)}\n`);
  if (over.length === 0) {
    process.stdout.write("No preview is to be deleted.\n");
    return;
  }
  const names = over.map(({ stack }) => stack).join(", ");
  await confirm({ message: `Delete ${names} with all their data?`, yes });
  const failures: string[] = [];
  for (const { stack } of over)
    await dropPreview(stack, environment).then(
      () => void process.stdout.write(`${stack} is deleted.\n`),
      (thrown) => failures.push(`  ${stack}: ${messageOf(thrown)}`),
    );
  if (failures.length === 0) return;
  throw new SeaworthyError(
    "PULUMI_FAILED",
    `Not everything of these previews is deleted; run seaworthy sweep again:\n${failures.join("\n")}`,
  );
}

const lineOf = ({ stack, until }: Preview, now: Date): string =>
  `${stack}: ${until <= now ? "over since" : "kept until"} ${until.toISOString()}`;
