import { chmodSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTextFile } from "./text-file.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sea-text-"));
  writeFileSync(join(folder, "good"), "a: 1\n");
  writeFileSync(join(folder, "binary"), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe]));
  writeFileSync(join(folder, "zeros"), Buffer.alloc(20));
  writeFileSync(join(folder, "huge"), "");
  truncateSync(join(folder, "huge"), 33 * 1024 * 1024);
  symlinkSync("itself", join(folder, "itself"));
  chmodSync(join(folder, "good"), 0o600);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string) =>
  readTextFile(name === "" ? "" : join(folder, name), {
    code: "PROFILE_INVALID",
    what: "--profile",
    fix: "Name another.",
  });

test("a text is read", () => expect(read("good")).toBe("a: 1\n"));

test.each([
  ["", "names no file"],
  ["nothing", "does not exist"],
  ["good/within", "does not exist"],
  [".", "is a folder"],
  ["binary", "is not a text file"],
  ["zeros", "is not a text file"],
  ["huge", "is larger than 32 MB"],
  ["itself", "is a symbolic link to itself"],
  ["x".repeat(400), "is longer than"],
])("%j: %s, and what to do", (name, why) => {
  expect(() => read(name)).toThrow(
    expect.objectContaining({ code: "PROFILE_INVALID", message: expect.stringContaining(why) }),
  );
  expect(() => read(name)).toThrow(/^--profile .* Name another\.$/s);
});
