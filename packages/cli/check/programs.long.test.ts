import { afterEach, describe, expect, test } from "vitest";
import {
  type Checked,
  checkProgram,
  createProgram,
  type ForeignProgram,
} from "./testing/program.ts";

let program: ForeignProgram | undefined;
afterEach(() => program?.remove());

async function check(name: string): Promise<Checked> {
  program = createProgram(name);
  return checkProgram(program.root, "production");
}

const critical = ({ report }: Checked): string[] =>
  report.violations.filter(({ rank }) => rank === "critical").map(({ rule }) => rule);
const placeOf = ({ report }: Checked, rule: string) =>
  report.violations.find((one) => one.rule === rule)?.place;

describe("other people's programs, through the command", { timeout: 300_000 }, () => {
  test("components in TypeScript, a provider passed down, stack references, encrypted objects", async () => {
    const checked = await check("component-resources");
    expect(critical(checked)).toEqual(["secrets-no-plain-secret"]);
    expect(checked.found).toContain("secrets-no-plain-secret api SESSION_SECRET");
    expect(placeOf(checked, "secrets-no-plain-secret")).toEqual({ file: "service.ts", line: 35 });
    expect(checked.report.notCovered.map(({ type }) => type)).toEqual([
      "cloudflare:index/r2Bucket:R2Bucket",
    ]);
  });

  test("an async program that awaits its data sources and goes through their lists", async () => {
    const checked = await check("promises");
    expect([checked.code, critical(checked)]).toEqual([0, []]);
  });

  test("only DNS and Pages in three zones, without a Worker", async () => {
    const checked = await check("pages-and-dns");
    expect(critical(checked)).toEqual([]);
    expect(checked.found.filter((one) => one.startsWith("secrets-"))).toEqual([]);
    expect(checked.report.notCovered.map(({ type }) => type)).toEqual([
      "cloudflare:index/pagesDomain:PagesDomain",
      "cloudflare:index/zone:Zone",
    ]);
  });

  test("@pulumi/cloudflare 5 with the names of 4 and an explicit provider", async () => {
    const checked = await check("cloudflare-5-legacy");
    expect(critical(checked).sort()).toEqual(["secrets-no-plain-secret", "secrets-not-in-program"]);
    expect(checked.found).toContain("secrets-no-plain-secret web DATABASE_PASSWORD");
    // Marked secret as a binding and as an input, and one finding.
    expect(checked.found).toContain("secrets-not-in-program web SESSION");
    expect(checked.report.notCovered.map(({ type }) => type)).toContain(
      "cloudflare:index/accessApplication:AccessApplication",
    );
  });

  test("a Supabase bridge by another package name is judged, without asking for Seaworthy's own", async () => {
    const checked = await check("supabase-elsewhere");
    expect(critical(checked).sort()).toEqual([
      "database-auth-redirects-exact",
      "protection-database-kept",
      "ssl_not_enforced",
    ]);
    for (const rule of ["pooling-declared", "database-migrations-declared", "cost-within-budget"])
      expect(checked.found.join("\n"), rule).not.toContain(rule);
  });

  test("stack files in a folder of their own, and the program in another", async () => {
    const checked = await check("monorepo");
    expect(critical(checked)).toEqual(["secrets-no-plain-secret"]);
    expect(placeOf(checked, "secrets-no-plain-secret")?.file).toBe("infra/index.js");
  });

  test("a required secret that is missing is named, and nothing is judged", async () => {
    await expect(check("secret-missing")).rejects.toThrow(
      /Missing required configuration variable 'acme:token'/,
    );
  });

  test("DNS-only records of mail and certificates, a data source, two zones of unknown ids", async () => {
    const checked = await check("mail-and-two-zones");
    expect(critical(checked)).toEqual([]);
    for (const rule of [
      "edge-records-proxied",
      "edge-one-ruleset-per-phase",
      "secrets-not-in-rules",
    ])
      expect(
        checked.found.filter((one) => one.startsWith(rule)),
        rule,
      ).toEqual([]);
  });

  test("@pulumi/cloudflare 5: a script's plain list, one resource for all settings, headers in a list", async () => {
    const checked = await check("cloudflare-5");
    expect(critical(checked)).toEqual(["secrets-no-plain-secret"]);
    expect(checked.found).toContain("secrets-no-plain-secret api STRIPE_KEY");
    expect(placeOf(checked, "secrets-no-plain-secret")).toEqual({ file: "index.mjs", line: 25 });
    expect(placeOf(checked, "edge-min-tls-version")).toEqual({ file: "index.mjs", line: 9 });
    const outcome = (id: string) => checked.report.rules.find((one) => one.id === id)?.outcome;
    for (const id of ["edge-always-https", "edge-hsts", "edge-tls-1-3"])
      expect(outcome(id), id).toBe("passed");
  });

  test("@pulumiverse/sentry and @upstash/pulumi: the same violations as of this repository's SDKs", async () => {
    const checked = await check("sentry-and-upstash");
    expect(critical(checked).sort()).toEqual(["cache-tls", "errors-alerts-deliver"]);
    expect(checked.report.violations.map(({ rule }) => rule)).toContain("errors-key-limited");
    // The stack is named production, and so are its objects.
    expect(checked.found.filter((one) => one.includes("of-environment"))).toEqual([]);
    expect(placeOf(checked, "errors-key-limited")).toEqual({ file: "index.mjs", line: 12 });
  });

  test("a later cache rule overrides an earlier one; lists are read or unknown", async () => {
    const checked = await check("cache-and-lists");
    expect(critical(checked)).toEqual([]);
    expect(checked.found.filter((one) => one.startsWith("edge-rules-evaluate"))).toEqual([]);
    expect(checked.report.unknowns.map(({ rule }) => rule)).toContain("edge-rules-evaluate");
  });

  test("CommonJS in TypeScript with its own provider: a plain output is found", async () => {
    const checked = await check("typescript-default");
    expect(critical(checked)).toEqual(["secrets-not-in-outputs"]);
    expect(checked.found).toContain(
      "secrets-not-in-outputs typescript-default-production deployKey",
    );
    // Values derived from an encrypted one are unknown here, and reported as such.
    const unknown = checked.report.unknowns.filter(({ rule }) => rule === "secrets-not-in-outputs");
    expect(unknown.some(({ message }) => message.includes("databaseUrl"))).toBe(true);
  });
});
