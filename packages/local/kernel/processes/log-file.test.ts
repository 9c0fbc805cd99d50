import { mkdtempSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lineWriter } from "./log-file.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sea-log-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const failing = (code: string) => () => {
  throw Object.assign(new RangeError(code), { code });
};

test.each(["ENOSPC", "EDQUOT"])("%s costs lines, and the next one says how many", (code) => {
  const path = join(folder, code);
  let isFull = false;
  const write = lineWriter(path, (descriptor, text) =>
    isFull ? failing(code)() : writeSync(descriptor, text),
  );
  write("one");
  isFull = true;
  write("two");
  write("three");
  isFull = false;
  write("four");
  write("five");
  expect(readFileSync(path, "utf8")).toBe(
    "one\n2 lines are missing: the disk was full\nfour\nfive\n",
  );
});

test("any other error is thrown", () => {
  const write = lineWriter(join(folder, "broken"), failing("EBADF"));
  expect(() => write("one")).toThrow("EBADF");
});
