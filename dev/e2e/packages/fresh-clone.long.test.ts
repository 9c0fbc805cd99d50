import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownNpm, runIn } from "./own-npm.ts";

const clone = mkdtempSync(join(tmpdir(), "sea-clone-"));
afterAll(() => rmSync(clone, { recursive: true, force: true }));

const environment = ownNpm(/^npm_|^NODE_|^VITEST/i);
const run = (program: string, ...args: string[]) => runIn(clone, environment, program, ...args);

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
