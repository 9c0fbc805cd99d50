import { expect, test } from "vitest";
import { ofStack, rollbackMark, rollbackNote } from "./note.ts";

const deployment = (message: string, ...versions: string[]) => ({
  shares: versions.map((versionId) => ({ versionId, percentage: 100 / versions.length })),
  ...{ sinceMs: 0, message },
});
const message = `${rollbackMark} two → one ${ofStack("two")}`;

test.each([
  ["the version that was rolled back", deployment(message, "one"), "two", true],
  ["a newer version", deployment(message, "one"), "three", false],
  ["the version itself serves", deployment(message, "two"), "two", false],
  ["two versions serve", deployment(message, "one", "two"), "two", false],
  ["another deployment", deployment("by hand", "one"), "two", false],
] as const)("%s", (_, found, versionId, expected) => {
  expect(rollbackNote(found, versionId) !== undefined).toBe(expected);
});
