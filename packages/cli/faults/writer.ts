import { setTimeout as delay } from "node:timers/promises";

/** Something that acknowledges writes. */
export interface Target {
  readonly name: string;
  /** Resolves when the number is acknowledged. */
  write(n: number): Promise<void>;
  /** Every stored number; undefined for a target that is only read. */
  readonly read: (() => Promise<readonly number[]>) | undefined;
  close(): Promise<void>;
}

/** A fault's effect on one target. */
export interface Outcome {
  readonly target: string;
  readonly acknowledged: number;
  readonly errors: number;
  /** Calls that ended while the fault lasted, and those of them that failed. */
  readonly during: { readonly calls: number; readonly errors: number };
  /** The longest time without an acknowledged write since the fault began. */
  readonly recoverySeconds: number;
  readonly lost: number;
}

const pauseMs = 10;
/** A slower write counts as failed, whether or not it is stored. */
const writeTimeoutMs = 5_000;

let next = 0;

/** Counts calls, and when one last succeeded. */
function createTally() {
  const acknowledged: number[] = [];
  const during = { calls: 0, errors: 0 };
  const times = { struck: Number.POSITIVE_INFINITY, served: performance.now(), longestGapMs: 0 };
  let errors = 0;
  let isStruck = false;
  const serve = (n: number) => {
    const now = performance.now();
    const since = Math.max(times.served, times.struck);
    if (now > times.struck) times.longestGapMs = Math.max(times.longestGapMs, now - since);
    times.served = now;
    acknowledged.push(n);
  };
  return {
    add: (n: number, isServed: boolean) => {
      if (isServed) serve(n);
      else errors += 1;
      if (!isStruck) return;
      during.calls += 1;
      if (!isServed) during.errors += 1;
    },
    strike: () => {
      times.struck = performance.now();
      isStruck = true;
    },
    /** The fault is over; the service may still be recovering. */
    relent: () => {
      isStruck = false;
    },
    hasServedSince: (time: number) => times.served > time,
    outcome: (target: string, there: ReadonlySet<number> | undefined): Outcome => ({
      ...{ target, acknowledged: acknowledged.length, errors, during },
      recoverySeconds: Math.round(times.longestGapMs / 100) / 10,
      lost: there === undefined ? 0 : acknowledged.filter((n) => !there.has(n)).length,
    }),
  };
}

/** Writes without a pause until `stop`, and counts. */
export function startWriter(target: Target) {
  const tally = createTally();
  let isStopped = false;
  let stopped: Promise<Outcome> | undefined;
  const writing = (async () => {
    while (!isStopped) {
      next += 1;
      const n = next;
      tally.add(n, await succeeds(target, n));
      await delay(pauseMs);
    }
  })();
  return {
    strike: tally.strike,
    relent: tally.relent,
    hasServedSince: tally.hasServedSince,
    /** Idempotent: what is stored is read once. */
    stop: (): Promise<Outcome> => {
      stopped ??= (async () => {
        isStopped = true;
        await writing;
        return tally.outcome(target.name, target.read && new Set(await target.read()));
      })();
      return stopped;
    },
  };
}

async function succeeds(target: Target, n: number): Promise<boolean> {
  const timedOut = delay(writeTimeoutMs, false, { ref: false });
  return Promise.race([
    target.write(n).then(
      () => true,
      () => false,
    ),
    timedOut,
  ]);
}
