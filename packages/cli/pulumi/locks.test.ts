import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clearStaleLocks } from "./locks.ts";

let state: string;
let file: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "sea-locks-"));
  file = join(state, "lock.json");
});

afterEach(() => rmSync(state, { recursive: true, force: true }));

const lock = (host: string) =>
  JSON.stringify({ pid: 4242, username: "ann", hostname: host, timestamp: "2026-11-21T00:00:00Z" });

test("the lock of an engine that is gone is removed", () => {
  writeFileSync(file, lock(hostname()));
  expect(clearStaleLocks(state, "local", () => false)).toBe(1);
  expect(existsSync(file)).toBe(false);
});

test("the lock of a running engine is respected and named", () => {
  writeFileSync(file, lock(hostname()));
  expect(() => clearStaleLocks(state, "local", () => true)).toThrow(
    /locked by process 4242 of ann/,
  );
  expect(existsSync(file)).toBe(true);
});

test("the lock of another machine is respected: its processes cannot be seen from here", () => {
  writeFileSync(file, lock("elsewhere"));
  expect(() => clearStaleLocks(state, "local", () => false)).toThrow(
    expect.objectContaining({ code: "STACK_LOCKED", retryable: true }),
  );
});

test("a stack without locks has none to clear", () => {
  expect(clearStaleLocks(join(state, "none"), "staging", () => false)).toBe(0);
});
