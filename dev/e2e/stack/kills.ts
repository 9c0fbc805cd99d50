import { once } from "node:events";
import { cloudFile } from "@seaworthy/local/cloud-file";
import { sendSignal } from "@seaworthy/local/kernel/processes/send-signal";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestStack, mustSucceed, spawnPulumi, type TestStack } from "../harness.ts";
import { findProcesses } from "../processes.ts";

type Victim = "engine" | "plugin" | "cloud";

/**
 * What is killed, and after how many lines of the engine's progress: from the first resource to the
 * last.
 */
export interface Moment {
  readonly victim: Victim;
  readonly afterLines: number;
}

/** Declares a test for each moment. */
export function upConvergesAfter(moments: readonly Moment[]): void {
  describe.skipIf(process.platform !== "linux")(
    "up after a SIGKILL converges",
    { timeout: 300_000 },
    () => {
      let stack: TestStack;
      beforeEach(() => {
        stack = createTestStack();
      });
      afterEach(() => stack.close(), 120_000);

      test.each(moments)(
        "of the $victim after $afterLines lines",
        async ({ victim, afterLines }) => {
          await upKilled(stack, victim, afterLines);
          await stack.up();
          mustSucceed(await stack.pulumi("preview", "--expect-no-changes"));
          await expectOneOfEach(stack);
        },
      );
    },
  );
}

/** Nothing is missing at any vendor or there twice, and no operation is pending. */
export async function expectOneOfEach(stack: TestStack): Promise<void> {
  const counts = await countObjects(stack);
  expect(counts).toEqual({
    projects: 1,
    redis: 2,
    workers: 1,
    routes: 1,
    hyperdrives: 2,
    rulesetPhases: counts.rulesets,
    rulesets: counts.rulesets,
    teams: 1,
    errorProjects: 1,
  });
  expect(JSON.parse(mustSucceed(await stack.pulumi("stack", "export")).stdout)).not.toHaveProperty(
    "deployment.pending_operations.0",
  );
}

/**
 * Runs `up` without a preview, and kills the victim when the engine has printed that many lines.
 */
export async function upKilled(
  stack: TestStack,
  victim: Victim,
  afterLines: number,
): Promise<void> {
  const run = spawnPulumi(stack, "up", "--yes", "--non-interactive", "--skip-preview");
  let lines = 0;
  let killed = false;
  run.stdout.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.split("\n")) {
      if (/creating|created/.test(line)) lines++;
    }
    if (!killed && lines >= afterLines) killed = kill(stack, victim);
  });
  await once(run, "close");
  expect(killed).toBe(true);
}

function kill(stack: TestStack, victim: Victim): boolean {
  const pids = victimPids(stack, victim);
  for (const pid of pids) sendSignal(pid, "SIGKILL");
  return pids.length > 0;
}

function victimPids(stack: TestStack, victim: Victim): number[] {
  if (victim === "cloud") {
    const cloud = cloudFile.read(`${stack.directory}/local`);
    return cloud ? [cloud.process.pid] : [];
  }
  const pattern =
    victim === "engine" ? /\/pulumi up / : /packages\/plugins\/[\w-]+\/main\.ts|pulumi-resource-/;
  return findProcesses(stack.directory)
    .filter((candidate) => pattern.test(candidate.command))
    .map((candidate) => candidate.pid);
}

async function countObjects(stack: TestStack) {
  const { control, tokens } = await stack.status();
  const read = async (url: string, authorization: string) =>
    (await fetch(url, { headers: { authorization } })).json() as Promise<unknown>;
  const cloudflare = async (path: string) =>
    (
      (await read(`${control.cloudflare}${path}`, `Bearer ${tokens?.cloudflare}`)) as {
        result: { phase?: string }[];
      }
    ).result;
  const account = "/accounts/5ea00000000000000000000000acc001";
  const zone = "/zones/5ea0000000000000000000000000c0de";
  const sentry = async (path: string) =>
    ((await read(`${control.sentry}0${path}`, `Bearer ${tokens?.sentry}`)) as unknown[]).length;
  const rulesets = await cloudflare(`${zone}/rulesets`);
  const basic = `Basic ${Buffer.from(`${tokens?.upstashEmail}:${tokens?.upstash}`).toString("base64")}`;
  return {
    projects: (
      (await read(`${control.supabase}/v1/projects`, `Bearer ${tokens?.supabase}`)) as unknown[]
    ).length,
    redis: ((await read(`${control.upstash}/v2/redis/databases`, basic)) as unknown[]).length,
    workers: (await cloudflare(`${account}/workers/scripts`)).length,
    routes: (await cloudflare(`${zone}/workers/routes`)).length,
    hyperdrives: (await cloudflare(`${account}/hyperdrive/configs`)).length,
    rulesets: rulesets.length,
    rulesetPhases: new Set(rulesets.map((ruleset) => ruleset.phase)).size,
    teams: await sentry("/organizations/seaworthy-local/teams/"),
    errorProjects: await sentry("/organizations/seaworthy-local/projects/"),
  };
}
