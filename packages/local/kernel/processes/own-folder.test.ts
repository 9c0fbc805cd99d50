import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeOwnFolder } from "./own-folder.ts";

let shared: string;
let path: string;
beforeEach(() => {
  shared = mkdtempSync(join(tmpdir(), "sea-shared-"));
  path = join(shared, "seaworthy-0123");
});
afterEach(() => rmSync(shared, { recursive: true, force: true }));

const plantFolder = (mode: number) => {
  mkdirSync(path);
  chmodSync(path, mode);
};
const me = process.getuid?.() ?? 0;

describe("a folder whose name is predictable", () => {
  it("is created closed to others, and found again", () => {
    makeOwnFolder(path, [me]);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(() => makeOwnFolder(path, [me])).not.toThrow();
  });

  it.each([
    ["another user's", () => plantFolder(0o700), me + 1],
    ["open to others", () => plantFolder(0o777), me],
    ["readable to others", () => plantFolder(0o755), me],
    ["a link to a folder", () => symlinkSync(shared, path), me],
    ["a link to nothing", () => symlinkSync(join(shared, "nowhere"), path), me],
    ["a file", () => writeFileSync(path, ""), me],
  ])("is refused when it is %s, and left unchanged", (_what, plant, owner) => {
    plant();
    const before = lstatSync(path);
    expect(() => makeOwnFolder(path, [owner])).toThrow("It was left unchanged.");
    const after = lstatSync(path);
    expect([after.mode, after.uid, after.ino]).toEqual([before.mode, before.uid, before.ino]);
  });
});
