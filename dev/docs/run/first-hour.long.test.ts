import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { readerEnvironment } from "./reader.ts";
import { openShell, type Shell } from "./shell.ts";
import { commandLinesOf, snippetsOf } from "./snippets.ts";

/**
 * A newcomer's first hour following only the pages: each typed line comes from a page, and the
 * steps a page describes in words (edit this, look at that) are done as described.
 */
const clone = mkdtempSync(join(tmpdir(), "sea-first-hour-"));
const environment = readerEnvironment();
const migration = join(clone, "app/src/modules/notes/migrations/0001_notes.sql");
let shell: Shell;

beforeAll(() => {
  execFileSync("git", ["clone", "--quiet", findProject().root, clone]);
  execFileSync("npm", ["start"], { cwd: clone, env: environment, stdio: "inherit" });
  shell = openShell(clone, environment);
}, 1_800_000);
afterAll(async () => {
  await shell?.type("npx --no-install seaworthy down local --wipe --yes");
  await shell?.close();
  rmSync(clone, { recursive: true, force: true });
}, 300_000);

const linesOf = (page: string) => snippetsOf(page).flatMap(commandLinesOf);

/** Types a page's lines, from the one with the first text to the one with the last. */
async function typeFrom(page: string, first: string, last: string): Promise<string> {
  const lines = linesOf(page);
  const from = lines.findIndex((line) => line.includes(first));
  const to = lines.findIndex((line, at) => at >= from && line.includes(last));
  expect(from, `${page} has no line with ${first}`).toBeGreaterThanOrEqual(0);
  expect(to, `${page} has no line with ${last}`).toBeGreaterThanOrEqual(0);
  let output = "";
  for (const line of lines.slice(from, to + 1)) {
    const typed = await shell.type(line);
    expect(typed, line).toMatchObject({ code: 0 });
    output = typed.output;
  }
  return output;
}

const minutes = 60_000;

test("the first post is in the feed", { timeout: 10 * minutes }, async () => {
  expect(await typeFrom("docs/start/quick-start.md", "APP=", "/rest/feed")).toContain("Hello");
});

test("a module by the generator has a table, and serves", { timeout: 20 * minutes }, async () => {
  await typeFrom("docs/start/quick-start.md", "add module notes", "up local");
  expect(await typeFrom("docs/app/adding-a-module.md", "APP=", '$APP/rest/notes" -H')).toContain(
    '"first"',
  );
  const rows = await shell.type('npx seaworthy psql local -c "select body from notes"');
  expect(rows.output).toContain("first");
});

test("a broken policy is read, waived, and mended", { timeout: 30 * minutes }, async () => {
  const [check = ""] = linesOf("docs/start/quick-start.md").filter((line) =>
    line.endsWith("check prod"),
  );
  expect(await shell.type(check)).toMatchObject({ code: 0 });
  const whole = readFileSync(migration, "utf8");
  writeFileSync(migration, whole.replace(/^.*row level security.*\n/gm, ""));
  const broken = await shell.type(check);
  expect(broken.code).toBe(1);
  expect(broken.output).toContain("rls_disabled_in_public");
  expect(broken.output).toContain("0001_notes.sql:");
  writeFileSync(join(clone, "waivers.prod.yaml"), waiversFrom(broken.output));
  const waived = await shell.type(check);
  expect(waived, waived.output).toMatchObject({ code: 0 });
  writeFileSync(migration, whole);
  const unneeded = await shell.type(check);
  expect(unneeded.code).toBe(1);
  expect(unneeded.output).toContain("It matches no violation. Remove it.");
  rmSync(join(clone, "waivers.prod.yaml"));
});

/** As docs/policies/waivers.md describes, from the report: the rule, its resource, "To waive". */
function waiversFrom(report: string): string {
  const found = report.matchAll(
    /^ {2}(\S+) \(.*\)\n {4}(.*)\n(?: {4}.*\n)*? {4}To waive: finding: (.*)$/gm,
  );
  const waivers = [...found].map(([, rule, where = "", finding]) => ({
    ...{ rule, resource: where.split(",")[0]?.replace("the stack", "stack") ?? "stack", finding },
    ...{ owner: "platform", reason: "Tried out in the first hour.", expires: inDays(7) },
    link: "https://example.com/tickets/1",
  }));
  expect(waivers.length).toBeGreaterThan(0);
  return stringify(waivers);
}

const inDays = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("a secret is rotated", { timeout: 20 * minutes }, async () => {
  expect(
    await typeFrom("docs/start/quick-start.md", "rotate local jwt", "rotate local jwt"),
  ).toMatch(/jwt/);
});

test("a second stack is written", { timeout: 5 * minutes }, async () => {
  const [init = ""] = linesOf("docs/production/zero-to-prod.md").filter((line) =>
    line.includes("init prod"),
  );
  const { output } = await shell.type(init.replace("init prod", "init second"));
  expect(output).toContain("Pulumi.second.yaml written.");
  expect(output).toContain("CLOUDFLARE_API_TOKEN is not set");
  expect(readFileSync(join(clone, "Pulumi.second.yaml"), "utf8")).toContain("api.example.com");
});
