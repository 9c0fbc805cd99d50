import { setTimeout as pause } from "node:timers/promises";
import { until } from "@seaworthy/platform/testing/until";
import { expect } from "vitest";
import { keepLedger, type Ledger } from "./ledger.ts";
import type { Victim } from "./rig.ts";
import { pick, seededNumbers } from "./seeded.ts";
import type { Workloads } from "./workloads.ts";

export interface KillPlan {
  readonly seed: number;
  readonly kills: number;
}

export interface KillRun {
  readonly ledgers: ReadonlyMap<string, Ledger>;
  readonly victims: readonly Victim[];
  /** Per kill: the time until every writer got an acknowledgement again. */
  readonly recoveryMs: readonly number[];
}

/** A part that is down longer than this has not recovered. */
const longestRecoveryMs = 90_000;
const longestWaitMs = 1_500;
const everyPart: readonly [Victim, ...Victim[]] = ["workerd", "postgres", "redis"];

/** Writers write and begun work goes on while parts are killed at seeded moments. */
export async function runKills({ rig, open }: Workloads, plan: KillPlan): Promise<KillRun> {
  const next = seededNumbers(plan.seed);
  const writers = open.flatMap((workload) => workload.writers ?? []);
  const ledgers = new Map(writers.map((writer) => [writer.name, keepLedger(writer)]));
  const stopMinutes = keepRunning(rig.runMinute);
  const victims: Victim[] = [];
  const recoveryMs: number[] = [];
  try {
    await recovered(ledgers);
    for (let count = 0; count < plan.kills; count++) {
      await beginAll(open);
      await pause(next() * longestWaitMs);
      // Each part once, then as the seed picks.
      const victim = everyPart[count] ?? pick(next, everyPart);
      victims.push(victim);
      const killedAt = performance.now();
      await rig.kill(victim);
      await recovered(ledgers);
      recoveryMs.push(performance.now() - killedAt);
    }
  } finally {
    await Promise.all([...ledgers.values()].map((ledger) => ledger.stop()));
    await stopMinutes();
  }
  return { ledgers, victims, recoveryMs };
}

/** Resolves when each writer got another acknowledgement. */
async function recovered(ledgers: ReadonlyMap<string, Ledger>): Promise<void> {
  const before = new Map([...ledgers].map(([name, one]) => [name, one.acknowledged.length]));
  const waiting = () =>
    [...ledgers].flatMap(([name, { acknowledged }]) =>
      acknowledged.length > (before.get(name) ?? 0) ? [] : [name],
    );
  await until(
    "another acknowledged write of each kind",
    () => waiting().length === 0,
    longestRecoveryMs,
  ).catch(() => expect.fail(`Nothing was acknowledged to the writers of ${waiting().join(", ")}`));
}

/** Starts each workload's work, until its start is acknowledged. */
async function beginAll(open: Workloads["open"]): Promise<void> {
  for (const workload of open)
    await until(
      "an acknowledged start",
      () => workload.begin?.().catch(() => false) ?? true,
      longestRecoveryMs,
    );
}

function keepRunning(work: () => Promise<void>): () => Promise<void> {
  let isStopped = false;
  const running = (async () => {
    while (!isStopped) await work();
  })();
  return async () => {
    isStopped = true;
    await running;
  };
}
