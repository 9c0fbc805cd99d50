import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { knownList } from "./known.ts";
import { oversized, oversizedIn } from "./sizes.ts";

test("nothing is too large, except known files, all of which still exist", async () => {
  expect(await oversized(join(import.meta.dirname, "../.."))).toEqual(knownList("sizes"));
});

const lines = (count: number) => Array.from({ length: count }, (_, index) => `a(${index});`);
const spaces = (text: string) => `${text}${" ".repeat(101 - text.length)}`;

test.each([
  [lines(301), "file-over-300-lines: a.ts"],
  [["function one() {", ...lines(49), "}"], "function-over-50-lines: a.ts one"],
  [["const two = () => {", ...lines(49), "};"], "function-over-50-lines: a.ts two"],
  [["run(() => {", ...lines(49), "});"], "function-over-50-lines: a.ts run"],
  [[`${spaces("a(")}1);`], "line-over-100-columns: a.ts"],
  [[`// ${"word ".repeat(25)}`], "line-over-100-columns: a.ts"],
])("reports what is too large (%#)", (text, found) => {
  expect(oversizedIn("a.ts", text.join("\n"))).toEqual([found]);
});

test.each([
  [lines(300)],
  [["function one() {", ...lines(48), "}"]],
  [[`a("${"x".repeat(120)}");`]],
  [[`// See https://example.com/${"x".repeat(120)}`]],
  [["const text = `", "x".repeat(120), "`;"]],
])("accepts what is within the limit (%#)", (text) => {
  expect(oversizedIn("a.ts", text.join("\n"))).toEqual([]);
});

test("a folder holds at most 20 sources or pages, not counting tests", async () => {
  const root = mkdtempSync(join(tmpdir(), "sea-sizes-"));
  mkdirSync(join(root, "dev/a"), { recursive: true });
  for (let index = 0; index < 20; index++) {
    writeFileSync(join(root, `dev/a/${index}.ts`), "");
    writeFileSync(join(root, `dev/a/${index}.test.ts`), "");
  }
  expect(await oversized(root)).toEqual([]);
  writeFileSync(join(root, "dev/a/one-more.ts"), "");
  mkdirSync(join(root, "docs"));
  for (let index = 0; index < 21; index++) writeFileSync(join(root, `docs/${index}.md`), "");
  expect(await oversized(root)).toEqual([
    "folder-over-20-files: dev/a",
    "folder-over-20-files: docs",
  ]);
});
