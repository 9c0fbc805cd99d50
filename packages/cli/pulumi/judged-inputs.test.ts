import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Project } from "@seaworthy/core/project";
import { findProject } from "@seaworthy/core/project";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { judgedInputs } from "./judged-inputs.ts";

let project: Project;
let stackFile: string;
beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), "sea-judged-"));
  for (const folder of ["infra", ".seaworthy", "node_modules"]) mkdirSync(join(root, folder));
  for (const file of ["Pulumi.yaml", "package.json", "infra/index.ts", "node_modules/a.js"])
    writeFileSync(join(root, file), "one");
  stackFile = join(root, "Pulumi.local.yaml");
  writeFileSync(stackFile, "config: {}");
  project = findProject(root);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(project.root, { recursive: true });
});

const unchanged = (file = stackFile) => judgedInputs(project, file).areUnchanged;

test("an up without a change needs no second judgement", () => {
  expect(unchanged()).toBe(false);
  judgedInputs(project, stackFile).remember();
  expect(unchanged()).toBe(true);
  writeFileSync(join(project.root, "node_modules/a.js"), "other");
  expect(unchanged()).toBe(true);
});

test.each<[string, () => void]>([
  ["a source", () => writeFileSync(join(project.root, "infra/index.ts"), "other")],
  [
    "a source of the same size",
    () => utimesSync(join(project.root, "infra/index.ts"), 1_000, 1_000),
  ],
  ["a new file", () => writeFileSync(join(project.root, "waivers.local.yaml"), "")],
  ["a file that is gone", () => rmSync(join(project.root, "infra/index.ts"))],
  ["the lock file", () => writeFileSync(join(project.root, "package.json"), "other one")],
  ["the stack file", () => writeFileSync(stackFile, "config: {a: 1}")],
  ["a value that a person gives", () => vi.stubEnv("SEAWORTHY_PROVIDED_KEY", "value")],
  ["an up that failed", () => judgedInputs(project, stackFile).forget()],
])("%s is judged again", (_what, change) => {
  judgedInputs(project, stackFile).remember();
  change();
  expect(unchanged()).toBe(false);
});

test("another stack file is judged by its content", () => {
  judgedInputs(project, stackFile).remember();
  const other = join(project.root, ".seaworthy", "other.yaml");
  cpSync(stackFile, other);
  expect(unchanged(other)).toBe(true);
  writeFileSync(other, "config: {a: 2}");
  expect(unchanged(other)).toBe(false);
});
