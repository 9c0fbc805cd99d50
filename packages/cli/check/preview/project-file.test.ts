import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { projectFileIn, readProject, stackFileIn } from "./project-file.ts";

let root: string;
const project = (text: string, name = "Pulumi.yaml") => writeFileSync(join(root, name), text);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sea-project-"));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a stack's file is beside the project's, or in its stackConfigDir, with its ending", () => {
  project("name: shop\nruntime: nodejs\n");
  expect(stackFileIn(root, "prod")).toBe(join(root, "Pulumi.prod.yaml"));
  expect(stackFileIn(root, "acme/shop/prod")).toBe(join(root, "Pulumi.prod.yaml"));
  project("name: shop\nstackConfigDir: config\n");
  expect(stackFileIn(root, "prod")).toBe(join(root, "config", "Pulumi.prod.yaml"));
});

test.each([
  ["Pulumi.yml", "name: shop\n", "Pulumi.prod.yml"],
  ["Pulumi.json", '{ "name": "shop" }', "Pulumi.prod.json"],
])("%s makes a project too", (name, text, stackFile) => {
  expect(projectFileIn(root)).toBeUndefined();
  project(text, name);
  expect(projectFileIn(root)).toBe(join(root, name));
  expect(stackFileIn(root, "prod")).toBe(join(root, stackFile));
});

test("a file without a project name is refused by its path, without its text", () => {
  for (const text of ["runtime: nodejs\n", "- shop\n", "name: [sk_live_secret\n"]) {
    project(text);
    expect(() => readProject(root)).toThrow(/Pulumi\.yaml is not a Pulumi project file/);
    expect(() => readProject(root)).not.toThrow(/sk_live/);
  }
});
