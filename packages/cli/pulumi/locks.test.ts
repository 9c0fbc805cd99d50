import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clearStaleLocks, type RunningProcess } from "./locks.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sea-locks-"));
  file = join(folder, "lock.json");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const takenAt = "2026-11-21T00:00:00Z";
const lock = (host: string) =>
  JSON.stringify({ pid: 4242, username: "ann", hostname: host, timestamp: takenAt });
const engine = { startedAtMs: Date.parse(takenAt) - 500, command: "pulumi" };
const later = { ...engine, startedAtMs: Date.parse(takenAt) + 60_000 };
const finding = (process: RunningProcess | undefined) => () => process;

test.each([
  ["of an engine that is gone", hostname(), undefined],
  ["whose pid was given to a process that began later", hostname(), later],
  ["of a container that was rebuilt under another host name", "0c2f9a71d3be", undefined],
  ["of one whose pid is another program's now", "0c2f9a71d3be", { ...engine, command: "init" }],
  ["of one whose pid is a later engine's", "0c2f9a71d3be", later],
])("a lock %s is removed", (_, host, process) => {
  writeFileSync(file, lock(host));
  expect(clearStaleLocks(folder, "local", finding(process))).toBe(1);
  expect(existsSync(file)).toBe(false);
});

test.each([
  ["on this machine", hostname()],
  ["on this machine, which was renamed", "former-name"],
])("the lock of an engine that is running %s is respected and named", (_, host) => {
  writeFileSync(file, lock(host));
  expect(() => clearStaleLocks(folder, "local", finding(engine))).toThrow(
    expect.objectContaining({
      code: "STACK_LOCKED",
      retryable: true,
      message: expect.stringContaining("locked by process 4242 of ann"),
    }),
  );
  expect(existsSync(file)).toBe(true);
});

test("a lock with this process's pid, which is not an engine and started before it, is respected", () => {
  const own = { pid: process.pid, username: "ann", hostname: hostname(), timestamp: new Date() };
  writeFileSync(file, JSON.stringify(own));
  expect(() => clearStaleLocks(folder, "local")).toThrow(/locked by process/);
  writeFileSync(file, JSON.stringify({ ...own, timestamp: new Date(0) }));
  expect(clearStaleLocks(folder, "local")).toBe(1);
});

test.each(["", '{"pid":', "[]", "garbage"])(
  "a lock that contains %j is named with what to do",
  (text) => {
    writeFileSync(file, text);
    expect(() => clearStaleLocks(folder, "local")).toThrow(
      expect.objectContaining({
        code: "STORE_CORRUPT",
        message: expect.stringMatching(/lock\.json is (empty|damaged)\. If no other .*: rm '.*'$/),
      }),
    );
  },
);

test("a stack without locks has nothing to clear", () => {
  expect(clearStaleLocks(join(folder, "none"), "staging")).toBe(0);
});
