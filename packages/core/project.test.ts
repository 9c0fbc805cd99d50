import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findProgram, findProject, stackOfFile } from "./project.ts";

let root: string;
const file = (...path: string[]) => writeFileSync(join(root, ...path), "");

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "sea-project-")));
  mkdirSync(join(root, "infra", "edge"), { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a project is found from its root and from every folder in it", () => {
  for (const name of ["Pulumi.yaml", "package.json"]) file(name);
  for (const from of [root, join(root, "infra"), join(root, "infra", "edge")])
    expect(findProject(from).root).toBe(root);
});

test("a workspace's own package.json is not the project's, nor is a program without one", () => {
  for (const name of ["Pulumi.yaml", "package.json"]) file(name);
  file("infra", "package.json");
  file("infra", "edge", "Pulumi.yaml");
  expect(findProject(join(root, "infra", "edge")).root).toBe(root);
});

test("outside a project, one sentence names the problem and the remedy", () => {
  file("package.json");
  expect(() => findProject(join(root, "infra"))).toThrow(
    expect.objectContaining({
      code: "PROJECT_NOT_FOUND",
      message: expect.stringMatching(/^No Seaworthy project found in .*infra or above it\. .*\.$/),
    }),
  );
});

test("a pack can run for any program, and for one without a file", () => {
  file("infra", "Pulumi.yaml");
  expect(findProgram(join(root, "infra", "edge"))).toBe(join(root, "infra"));
  expect(findProgram(root)).toBe(root);
});

test("a stack file is recognised by its name", () => {
  expect(["Pulumi.prod.yaml", "Pulumi.pr-1.eu.yaml"].map(stackOfFile)).toEqual(["prod", "pr-1.eu"]);
  expect(["Pulumi.yaml", "waivers.prod.yaml", "Pulumi.prod.yml"].map(stackOfFile)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
