import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { breaks, migration } from "./edits.ts";
import type { Mutation } from "./mutation.ts";
import { type Attempt, keyOf, openRecord } from "./record.ts";
import { isEnough, summaryOf } from "./summary.ts";

let folder: string;
const file = () => join(folder, "state", "mutations.jsonl");
const mutation = breaks("edge-hsts", "no HSTS", { file: "a.ts", before: "on", after: "off" });

const attempt = (changes: Partial<Attempt> = {}, of: Mutation = mutation): Attempt => ({
  key: keyOf(of),
  what: of.what,
  commit: "aaa",
  harmless: false,
  right: true,
  rightLine: true,
  critical: false,
  judged: true,
  alone: false,
  found: ["a.ts:1"],
  ...changes,
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sea-record-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a killed run's attempts are found again, but for a half-written line", () => {
  expect(openRecord(file(), "aaa").settled(mutation)).toBeUndefined();
  openRecord(file(), "aaa").add(attempt());
  appendFileSync(file(), '{"key": "half');
  expect(openRecord(file(), "bbb").settled(mutation)).toMatchObject({ commit: "aaa", right: true });
});

test("a miss counts only alone and at its own commit", () => {
  const settled = (commit: string, changes: Partial<Attempt>) => {
    const record = openRecord(file(), commit);
    record.add(attempt({ right: false, ...changes }));
    return record.settled(mutation);
  };
  expect(settled("aaa", { alone: true })).toMatchObject({ right: false });
  expect(settled("bbb", { alone: true })).toBeUndefined();
  expect(settled("aaa", { alone: false })).toBeUndefined();
});

test("a changed edit is another mutation; the number of a new file is not part of it", () => {
  expect(keyOf({ ...mutation, edits: [{ file: "a.ts", before: "on", after: "no" }] })).not.toBe(
    keyOf(mutation),
  );
  const sql = () => breaks("a", "b", migration("drop table c;"));
  expect(keyOf(sql())).toBe(keyOf(sql()));
});

test("the goal needs every change tried, 95 % caught and no harmless one called critical", () => {
  const caught = Array.from({ length: 19 }, () => attempt());
  const fine = attempt({ harmless: true });
  const missed = attempt({ right: false, alone: true });
  expect(isEnough([...caught, missed, fine], 21)).toBe(true);
  expect(isEnough([...caught, missed, missed, fine], 22)).toBe(false);
  expect(isEnough([...caught, missed, fine], 22)).toBe(false);
  expect(isEnough([...caught, missed], 20)).toBe(false);
  const alarm = { ...fine, right: false, alone: true };
  expect(isEnough([...caught, alarm], 20)).toBe(true);
  expect(isEnough([...caught, { ...alarm, critical: true }], 20)).toBe(false);
  expect(isEnough([...caught, { ...alarm, judged: false }], 20)).toBe(false);
});

test("the summary says what an earlier commit judged, and what nobody tried", () => {
  const attempts = [
    attempt(),
    attempt({ commit: "bbb", rightLine: false }),
    attempt({ harmless: true }),
  ];
  expect(summaryOf(attempts, { commit: "bbb", total: 4 })).toBe(
    "2 of 2 breakages caught; 1 of them at the right line; 0 of 1 harmless changes called a violation; 0 critical; 2 judged at aaa, the others at bbb; 1 not tried yet",
  );
  expect(summaryOf([attempt()], { commit: "aaa", total: 1 })).toContain("; all at aaa");
});
