import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cloudFile, cloudLog, supervisorFile } from "@seaworthy/local/cloud-file";
import { processLoggingTo } from "@seaworthy/local/kernel/processes/by-log";
import { isRunning } from "@seaworthy/local/kernel/processes/identity";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestStack, mustSucceed, type TestStack } from "../harness.ts";

/** A local cloud that lost its supervisor or the files by which it is found. */
describe("a local cloud", { timeout: 120_000 }, () => {
  let stack: TestStack;
  let directory: string;
  const start = async () => mustSucceed(await stack.seaworthy("env", "local"));
  const kill = (identity: { pid: number } | undefined) =>
    process.kill(identity?.pid ?? expect.fail("It does not run."), "SIGKILL");

  beforeAll(async () => {
    stack = createTestStack();
    directory = join(stack.directory, "local");
    await start();
  }, 180_000);

  afterAll(() => stack.close(), 120_000);

  test("whose supervisor was killed gets one from the next command, which restarts it when it exits", async () => {
    const before = supervisorFile.read(directory);
    kill(before);
    mustSucceed(await stack.seaworthy("status", "local"));
    await expect.poll(() => supervisorFile.read(directory)?.pid).not.toBe(before?.pid);
    const cloud = cloudFile.read(directory)?.process;
    kill(cloud);
    await expect
      .poll(() => cloudFile.read(directory)?.process.pid, { timeout: 60_000 })
      .not.toBe(cloud?.pid);
    mustSucceed(await stack.seaworthy("status", "local"));
  });

  test.each(["", "{", '{"pid": 1}', "garbage"])(
    "whose files contain %j is named by status, found by the next start and stopped by down",
    async (text) => {
      await start();
      const overwrite = () => {
        for (const name of ["cloud.json", "supervisor.json"])
          writeFileSync(join(directory, name), text);
      };
      overwrite();
      const status = await stack.seaworthy("status", "local");
      expect(status).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`${join(directory, "cloud.json")} does not describe it`),
      });
      await start();
      const cloud = cloudFile.read(directory)?.process ?? expect.fail("It does not run.");
      overwrite();
      mustSucceed(await stack.seaworthy("down", "local"));
      expect(isRunning(cloud)).toBe(false);
      expect(processLoggingTo(cloudLog(directory))).toBeUndefined();
      expect(readFileSync(cloudLog(directory), "utf8")).not.toContain("PORT_TAKEN");
    },
  );
});
