import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folderChecksum } from "./folder-checksum.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sea-checksum-"));
  writeFileSync(join(folder, "001_one.sql"), "select 1;");
  writeFileSync(join(folder, "002_two.sql"), "select 2;");
});

afterEach(() => rmSync(folder, { recursive: true }));

const checksum = () => folderChecksum(folder, /\.sql$/);

test("the same files give the same checksum", () => {
  expect(checksum()).toBe(checksum());
  expect(checksum()).toMatch(/^[0-9a-f]{64}$/);
});

test.each<[string, () => void]>([
  ["a changed file", () => writeFileSync(join(folder, "002_two.sql"), "select 3;")],
  ["a new file", () => writeFileSync(join(folder, "003_three.sql"), "")],
  ["a renamed file", () => renameSync(join(folder, "002_two.sql"), join(folder, "002_to.sql"))],
  [
    "text moved from one file to the next",
    () => {
      writeFileSync(join(folder, "001_one.sql"), "select 1;s");
      writeFileSync(join(folder, "002_two.sql"), "elect 2;");
    },
  ],
])("%s gives another", (_, change) => {
  const before = checksum();
  change();
  expect(checksum()).not.toBe(before);
});

test("other files do not count", () => {
  const before = checksum();
  writeFileSync(join(folder, "README.md"), "notes");
  expect(checksum()).toBe(before);
});
