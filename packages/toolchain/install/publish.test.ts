import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing.ts";
import { publishDirectory } from "./publish.ts";

test("a folder appears at once and complete, and replaces the existing one", async () => {
  const target = join(temporaryDirectory(), "deep", "1.2.3");
  for (const content of ["one", "two"]) {
    await publishDirectory(target, async (folder) => {
      expect(folder).not.toBe(target);
      writeFileSync(join(folder, "file"), content);
    });
    expect(readFileSync(join(target, "file"), "utf8")).toBe(content);
  }
  expect(readdirSync(join(target, ".."))).toEqual(["1.2.3"]);
});

test("nothing appears if filling fails, and what existed stays", async () => {
  const parent = temporaryDirectory();
  const failing = async (folder: string) => {
    writeFileSync(join(folder, "half"), "");
    throw new SeaworthyError("TOOL_BUILD_FAILED", "no");
  };
  await expect(publishDirectory(join(parent, "new"), failing)).rejects.toMatchObject({
    code: "TOOL_BUILD_FAILED",
  });
  expect(readdirSync(parent)).toEqual([]);
  mkdirSync(join(parent, "old"));
  await expect(publishDirectory(join(parent, "old"), failing)).rejects.toMatchObject({
    code: "TOOL_BUILD_FAILED",
  });
  expect(readdirSync(parent)).toEqual(["old"]);
});

test("what a killed run left half filled is removed, that of another version is not", async () => {
  const parent = temporaryDirectory();
  mkdirSync(join(parent, "1.2.3.part-abc"));
  mkdirSync(join(parent, "1.2.4.part-abc"));
  await publishDirectory(join(parent, "1.2.3"), async () => {});
  expect(readdirSync(parent).sort()).toEqual(["1.2.3", "1.2.4.part-abc"]);
});

test("a full disk is reported with what to do", async () => {
  const target = join(temporaryDirectory(), "target");
  const full = Object.assign(new Error("write"), { code: "ENOSPC" });
  await expect(publishDirectory(target, () => Promise.reject(full))).rejects.toMatchObject({
    code: "DISK_FULL",
  });
  expect(existsSync(target)).toBe(false);
});
