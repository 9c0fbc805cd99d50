import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing.ts";
import { findDamage, readManifest, writeManifest } from "./manifest.ts";

async function finishedToolchain(): Promise<string> {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "bin"));
  writeFileSync(join(directory, "bin", "pulumi"), "program");
  await writeManifest(directory, {
    version: "1.2.3",
    source: "official download",
    paths: ["bin/pulumi"],
  });
  return directory;
}

test("a finished folder is undamaged, quickly and thoroughly checked", async () => {
  const directory = await finishedToolchain();
  expect(await findDamage(directory)).toBeUndefined();
  expect(await findDamage(directory, { thorough: true })).toBeUndefined();
  expect(readManifest(directory)).toMatchObject({ version: "1.2.3", source: "official download" });
});

test("a folder without a manifest was never finished", async () => {
  const directory = await finishedToolchain();
  rmSync(join(directory, "manifest.json"));
  expect(await findDamage(directory)).toContain("never finished");
});

test.each(["", "{", '{"version":"1.2.3"}', "[]"])(
  "a manifest that reads %j is ignored",
  async (content) => {
    const directory = await finishedToolchain();
    writeFileSync(join(directory, "manifest.json"), content);
    expect(await findDamage(directory)).toContain("never finished");
  },
);

test("a missing and a truncated file are named", async () => {
  const directory = await finishedToolchain();
  writeFileSync(join(directory, "bin", "pulumi"), "prog");
  expect(await findDamage(directory)).toBe("bin/pulumi has 4 bytes, not 7");
  rmSync(join(directory, "bin", "pulumi"));
  expect(await findDamage(directory)).toBe("bin/pulumi is missing");
});

test("a file of the same size with other content is found by its time", async () => {
  const directory = await finishedToolchain();
  const file = join(directory, "bin", "pulumi");
  const { mtimeMs } = statSync(file);
  writeFileSync(file, "PROGRAM");
  utimesSync(file, new Date(), new Date(mtimeMs + 5_000));
  expect(await findDamage(directory)).toContain("SHA-256");
});

test("a thorough check finds other content with the same size and time", async () => {
  const directory = await finishedToolchain();
  const file = join(directory, "bin", "pulumi");
  const { atime, mtime } = statSync(file);
  writeFileSync(file, "PROGRAM");
  utimesSync(file, atime, mtime);
  expect(await findDamage(directory, { thorough: true })).toContain("SHA-256");
});

test("a restored copy with new times is still whole", async () => {
  const directory = await finishedToolchain();
  const file = join(directory, "bin", "pulumi");
  writeFileSync(file, readFileSync(file));
  utimesSync(file, new Date(0), new Date(0));
  expect(await findDamage(directory)).toBeUndefined();
});
