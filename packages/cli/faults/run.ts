import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Fault } from "./fault.ts";
import { openRig } from "./rig.ts";
import { type Outcome, startWriter } from "./writer.ts";

const beforeMs = 1_000;
const afterMs = 2_000;
const longestRecoveryMs = 90_000;

export interface FaultRun {
  readonly outcomes: readonly Outcome[];
  readonly stuckLocks: number;
}

/** Runs the writers, injects a fault, and reports the results. */
export async function runFault(fault: Fault): Promise<FaultRun> {
  const place = fault.place?.();
  const rig = await openRig(place?.directory);
  const writers = rig.targets.map(startWriter);
  try {
    await delay(beforeMs);
    for (const writer of writers) writer.strike();
    await fault.strike(rig);
    for (const writer of writers) writer.relent();
    await delay(afterMs);
    const over = performance.now();
    await until(() => writers.every((writer) => writer.hasServedSince(over)));
    const outcomes = await Promise.all(writers.map((writer) => writer.stop()));
    return { outcomes, stuckLocks: await rig.stuckLocks() };
  } finally {
    await Promise.allSettled(writers.map((writer) => writer.stop()));
    await Promise.allSettled(rig.targets.map((target) => target.close()));
    await rig.close();
    place?.remove();
  }
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 100) {
    if (waited > longestRecoveryMs)
      throw new SeaworthyError(
        "PROCESS_FAILED",
        `A service did not come back within ${longestRecoveryMs / 1000} s.`,
      );
    await delay(100);
  }
}
