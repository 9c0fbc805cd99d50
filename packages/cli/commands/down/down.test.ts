import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCommand } from "../../testing/run-command.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sea-down-"));
  vi.stubEnv("SEAWORTHY_DIRECTORY", folder);
  const { cloudDirectory, pulumiState } = findProject();
  for (const directory of [cloudDirectory, pulumiState]) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "kept"), "");
  }
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const kept = () => {
  const { cloudDirectory, pulumiState } = findProject();
  return [cloudDirectory, pulumiState].map((directory) => existsSync(join(directory, "kept")));
};

test("keeps the data, even when nothing runs", async () => {
  const { code, stdout } = await runCommand("down", "local");
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "The local cloud is stopped. Its data is kept.\n",
  });
  expect(kept()).toEqual([true, true]);
});

test("deletes nothing without a terminal and --yes", async () => {
  const { code, stderr } = await runCommand("down", "local", "--wipe");
  expect(code).toBe(2);
  expect(stderr).toMatch(/Delete the local cloud's data.* add --yes\. Nothing was changed\./);
  expect(kept()).toEqual([true, true]);
});

test("has nothing to ask where there is nothing to delete", async () => {
  const { cloudDirectory, pulumiState } = findProject();
  for (const directory of [cloudDirectory, pulumiState]) rmSync(directory, { recursive: true });
  expect(await runCommand("down", "local", "--wipe")).toMatchObject({ code: 0 });
});

test("deletes data and state only with --wipe", async () => {
  const { code, stdout } = await runCommand("down", "local", "--wipe", "--yes");
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "The local cloud is stopped and its data is deleted.\n",
  });
  expect(kept()).toEqual([false, false]);
});

test("touches nothing of a stack at the vendors, and names the command that would", async () => {
  const { code, stderr } = await runCommand("down", "prod", "--wipe");
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error USAGE: .*npx seaworthy destroy prod/);
  expect(kept()).toEqual([true, true]);
});
