import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { scanTrackedFiles } from "./scan-files.ts";

let root: string;
const git = (...args: readonly string[]) => execFileSync("git", ["-C", root, ...args]);
/** In two parts, so that no scanner takes this file for a leak. */
const key = ["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"].join("");

function tracked(file: string, content: string): void {
  writeFileSync(join(root, file), content);
  git("add", file);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sea-scan-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a key in a tracked file is found, with its line and without its value", async () => {
  git("init", "-q");
  tracked("a.ts", `export const one = 1;\nexport const token = "${key}";\n`);
  tracked("b.ts", "export const two = 2;\n");
  const found = await scanTrackedFiles(root);
  expect(found).toMatchObject([{ file: "a.ts", line: 2 }]);
  expect(JSON.stringify(found)).not.toContain(key);
});

test("files that git ignores and files that are excepted are not scanned", async () => {
  git("init", "-q");
  writeFileSync(join(root, ".env"), `TOKEN=${key}\n`);
  tracked("c.test.ts", `const made = "${key}";\n`);
  tracked(".secretlintignore", "# made-up values\n*.test.ts\n");
  expect(await scanTrackedFiles(root)).toEqual([]);
  git("rm", "-q", "--cached", ".secretlintignore");
  rmSync(join(root, ".secretlintignore"));
  expect(await scanTrackedFiles(root)).toMatchObject([{ file: "c.test.ts", line: 1 }]);
});

test("a folder outside of git is refused", async () => {
  await expect(scanTrackedFiles(root)).rejects.toMatchObject({ code: "USAGE" });
});
