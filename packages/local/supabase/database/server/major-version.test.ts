import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { requireMajorVersion } from "./cluster.ts";

function dataDirectoryOf(version: string): string {
  const directory = mkdtempSync(join(tmpdir(), "sea-"));
  writeFileSync(join(directory, "PG_VERSION"), `${version}\n`);
  return directory;
}

it.each(["15", "16", "18"])(
  "refuses a database of PostgreSQL %s and does not change it",
  (made) => {
    const directory = dataDirectoryOf(made);
    expect(() => requireMajorVersion(directory, "17.10")).toThrow(
      expect.objectContaining({
        code: "STORE_CORRUPT",
        message: expect.stringMatching(
          new RegExp(`PostgreSQL ${made}.*${directory}.*left unchanged.*down local --wipe`),
        ),
      }),
    );
    expect(readFileSync(join(directory, "PG_VERSION"), "utf8")).toBe(`${made}\n`);
  },
);

it("accepts a database of its own major version, and an empty folder", () => {
  expect(() => requireMajorVersion(dataDirectoryOf("17"), "17.2")).not.toThrow();
  expect(() => requireMajorVersion("/tmp/sea-that-is-not-there", "17.2")).not.toThrow();
});
