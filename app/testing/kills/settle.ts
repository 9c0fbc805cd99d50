import { until } from "@seaworthy/platform/testing/until";
import { expect } from "vitest";
import type { KillRig } from "./rig.ts";

/** Unfinished work, by kind. */
async function open({ stack: { admin } }: KillRig): Promise<Record<string, number>> {
  const [row] = await admin<Record<string, number>[]>`
    select
      (select count(*)::int from jobs where status in ('queued', 'running')) as jobs,
      (select count(*)::int from webhook_events
        where status not in ('done', 'ignored', 'dead', 'unrecognised')) as events,
      (select count(*)::int from emails where status in ('queued', 'reserved', 'sending')) as emails,
      (select count(*)::int from webhook_deliveries
        where status in ('queued', 'delivering')) as deliveries,
      (select count(*)::int from research_requests where status in ('queued', 'running')) as research`;
  return row ?? {};
}

/**
 * Makes all waiting retries due, and expires the leases of killed runs. Nothing may be running when
 * this is called.
 */
async function makeDue({ stack: { admin } }: KillRig): Promise<void> {
  await admin`update jobs set run_at = now() where status = 'queued' and run_at > now()`;
  await admin`update emails set not_before = now() where status = 'reserved'`;
  await admin`update emails set lease_until = now() - interval '1 second' where status = 'sending'`;
  await admin`update webhook_deliveries set next_at = now() where status = 'queued'`;
  await admin`update webhook_deliveries set lease_until = now() - interval '1 second'
    where status = 'delivering'`;
  await admin`update webhook_endpoints set open_until = '-infinity'`;
}

/** Lets the app finish everything it has begun. */
export async function settle(rig: KillRig): Promise<void> {
  let last = {};
  const isOver = async () => {
    await makeDue(rig);
    await rig.runMinute();
    last = await open(rig);
    return Object.values(last).every((count) => count === 0);
  };
  await until("the end of everything that was begun", isOver, 300_000).catch(() =>
    expect.fail(`Not at its end: ${JSON.stringify(last)}`),
  );
}
