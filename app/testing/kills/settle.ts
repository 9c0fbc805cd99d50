import { until } from "@seaworthy/platform/testing/until";
import { expect } from "vitest";
import type { Workloads } from "./workloads.ts";

/** How much work of each kind has not ended. */
async function unfinished({ rig, started }: Workloads): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [kind, statement] of started.flatMap((one) => Object.entries(one.unfinished ?? {}))) {
    const [row] = await rig.stack.admin.unsafe<{ count: number }[]>(statement);
    found[kind] = row?.count ?? Number.NaN;
  }
  return found;
}

/**
 * Makes all waiting retries due, and expires the leases of killed runs. Nothing may be running when
 * this is called.
 */
async function makeDue({ rig, started }: Workloads): Promise<void> {
  for (const statement of started.flatMap((one) => one.makeDue ?? []))
    await rig.stack.admin.unsafe(statement);
}

/** Lets the app finish everything it has begun. */
export async function settle(workloads: Workloads): Promise<void> {
  let last = {};
  const isOver = async () => {
    await makeDue(workloads);
    await workloads.rig.runMinute();
    last = await unfinished(workloads);
    return Object.values(last).every((count) => count === 0);
  };
  await until("the end of everything that was begun", isOver, 300_000).catch(() =>
    expect.fail(`Not finished: ${JSON.stringify(last)}`),
  );
}
