import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readerEnvironment } from "./reader.ts";
import { openShell } from "./shell.ts";
import { pagesToRead } from "./snippets.ts";
import { typePage } from "./type-page.ts";

/** Starts with what a newcomer reads; ends with pages that change the schema and the zone. */
const first = ["README.md", "docs/start/quick-start.md", "docs/app/adding-a-module.md"];
const final = ["docs/app/migrations.md", "docs/edge/edge.md"];
const between = pagesToRead.filter((page) => ![...first, ...final].includes(page));

const clone = mkdtempSync(join(tmpdir(), "sea-docs-"));
const environment = readerEnvironment();
const typedBefore = new Set<string>();
const later: string[] = [];

beforeAll(() => {
  execFileSync("git", ["clone", "--quiet", findProject().root, clone]);
  execFileSync("npm", ["start"], { cwd: clone, env: environment, stdio: "inherit" });
}, 1_800_000);
afterAll(() => {
  execFileSync("npx", ["--no-install", "seaworthy", "down", "local", "--wipe", "--yes"], {
    ...{ cwd: clone, env: environment },
  });
  rmSync(clone, { recursive: true, force: true });
}, 120_000);

test.each([...first, ...between, ...final])(
  "every command of %s works",
  async (page) => {
    const shell = openShell(clone, environment);
    const stumbles = await typePage(page, shell, typedBefore, later);
    await shell.close();
    expect(stumbles).toEqual([]);
  },
  1_800_000,
);

/** The pages before took the tables away, and the zone's own rules. */
test("one up brings the stack back", async () => {
  const shell = openShell(clone, environment);
  for (const line of ["npx seaworthy migrate local up", "npx seaworthy up local"])
    expect(await shell.type(line), line).toMatchObject({ code: 0 });
  await shell.close();
}, 900_000);

test("and those that take the stack away", async () => {
  const shell = openShell(clone, environment);
  const order = [...new Set(later)].sort((a, b) => a.length - b.length);
  expect(order.length).toBeGreaterThan(1);
  for (const line of order.filter((typed) => !typed.includes("destroy")))
    expect(await shell.type(line), line).toMatchObject({ code: 0 });
  await shell.type("npx seaworthy up local");
  for (const line of order.filter((typed) => typed.includes("destroy")))
    expect(await shell.type(line), line).toMatchObject({ code: 0 });
  await shell.close();
}, 900_000);
