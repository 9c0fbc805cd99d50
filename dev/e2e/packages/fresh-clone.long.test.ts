import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { afterAll, beforeAll, expect, test } from "vitest";

const clone = mkdtempSync(join(tmpdir(), "sea-clone-"));
afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** The machine's own Node.js and npm, whatever runs this. */
const environment = Object.fromEntries(
  Object.entries({
    ...process.env,
    PATH: (process.env.PATH ?? "")
      .split(delimiter)
      .filter((folder) => !folder.includes("node_modules"))
      .join(delimiter),
  }).filter(([name]) => !/^npm_|^NODE_|^VITEST/i.test(name)),
);

function run(program: string, ...programArguments: string[]): string {
  return execFileSync(program, programArguments, {
    cwd: clone,
    env: environment,
    encoding: "utf8",
    maxBuffer: 100_000_000,
  });
}

beforeAll(() => {
  execFileSync("git", ["clone", "--quiet", findProject().root, clone]);
});

test("npm ci alone is enough for type-check and check", { timeout: 1_800_000 }, () => {
  run("npm", "ci", "--no-audit", "--no-fund");
  for (const name of ["sentry", "supabase"])
    expect(existsSync(join(clone, "sdks", name, "bin", "index.js"))).toBe(true);
  run("npm", "run", "typecheck");
  expect(run("npx", "--no-install", "seaworthy", "check", "prod")).toMatch(/\d+ rules passed/);
  expect(run("git", "status", "--porcelain")).toBe("");
});
