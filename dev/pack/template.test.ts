import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillTemplate } from "./template.ts";

const home = mkdtempSync(join(tmpdir(), "sea-template-"));
const template = join(home, "template");
let files: readonly string[];
beforeAll(() => {
  mkdirSync(template);
  fillTemplate(findProject().root, template);
  files = readdirSync(template, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(template.length + 1));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const linesOf = (file: string) => readFileSync(join(template, file), "utf8").split("\n").length - 1;

test("a new stack with feed has at most 4,000 lines of its own", () => {
  const own = files.filter((file) => !/^sdks\/|^LICENSE$/.test(file));
  const folder = (file: string) => /^app\/src\/modules\/([^/]+)\//.exec(file)?.[1];
  const modules = new Set(own.flatMap((file) => folder(file) ?? []));
  expect(modules.size).toBeGreaterThan(3);
  const count = (of: string | undefined) =>
    own.filter((file) => folder(file) === of).reduce((sum, file) => sum + linesOf(file), 0);
  const shared = count(undefined);
  expect(shared).toBeGreaterThan(500);
  expect(shared + count("feed")).toBeLessThan(3_900);
  expect(shared).toBeLessThan(2_000);
});

test("the stacks to deploy have placeholders for what only a team can fill in", () => {
  for (const stack of ["staging", "prod"]) {
    const text = readFileSync(join(template, `Pulumi.${stack}.yaml`), "utf8");
    expect(text).toContain("organization: your-organization");
    expect(text).toContain('accountId: "00000000000000000000000000000000"');
    expect(text).not.toContain("seaworthy.dev");
  }
});

test("it has tests of its own, and none of this repository's", () => {
  const tests = files.filter((file) => /\.test\.ts$|\/testing\//.test(file));
  expect(tests.sort()).toEqual(["app/tests/app.test.ts", "infra/program.test.ts"]);
  expect(files).toContain("vitest.config.ts");
});
