import { existsSync, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readCached, writeCached } from "./cache.ts";

let folder: string;
const file = (name: string) => join(folder, `${name}.json`);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sea-cache-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Written, and last used, that many minutes ago. */
function written(name: string, minutesAgo: number): void {
  writeCached(file(name), name);
  const at = Date.now() / 1000 - 60 * minutesAgo;
  utimesSync(file(name), at, at);
}

test("what was not used for the longest time is removed, whatever its name", () => {
  for (let at = 0; at < 20; at += 1) written(`z${at}`, 100 - at);
  expect(readCached(file("z0"))?.toString()).toBe("z0");
  writeCached(file("a"), "a");
  writeCached(file("b"), "b");
  expect(existsSync(file("a"))).toBe(true);
  expect(existsSync(file("z0"))).toBe(true);
  expect([existsSync(file("z1")), existsSync(file("z2"))]).toEqual([false, false]);
  expect(existsSync(file("z3"))).toBe(true);
});

test("what is not there is nothing", () => {
  expect(readCached(file("none"))).toBeUndefined();
});
