import { setTimeout as delay } from "node:timers/promises";

/** Something that acknowledges writes. */
export interface Target {
  readonly name: string;
  /** Resolves when the number is acknowledged. */
  write(n: number): Promise<void>;
  /** Every number that is there; undefined for a target that is only asked. */
  readonly read: (() => Promise<readonly number[]>) | undefined;
  close(): Promise<void>;
}

/** What a fault did to one target. */
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
/** A write that takes longer has failed; whether it is there afterwards does not matter. */
const writeTimeoutMs = 5_000;

let next = 0;

/** Writes without a pause until `stop`, and counts. */
export function startWriter(target: Target) {
  const acknowledged: number[] = [];
  let errors = 0;
  let struckAt = Number.POSITIVE_INFINITY;
  let servedAt = performance.now();
  let longestGapMs = 0;
  let isStopped = false;
  let isStruck = false;
  const during = { calls: 0, errors: 0 };
  const served = (n: number) => {
    const now = performance.now();
    if (now > struckAt) longestGapMs = Math.max(longestGapMs, now - Math.max(servedAt, struckAt));
    servedAt = now;
    acknowledged.push(n);
  };
  const writing = (async () => {
    while (!isStopped) {
      next += 1;
      const n = next;
      const isServed = await succeeds(target, n);
      if (isServed) served(n);
      else errors += 1;
      if (isStruck) {
        during.calls += 1;
        if (!isServed) during.errors += 1;
      }
      await delay(pauseMs);
    }
  })();
  return {
    strike: () => {
      struckAt = performance.now();
      isStruck = true;
    },
    /** The fault is over; the service may still be on its way back. */
    relent: () => {
      isStruck = false;
    },
    /** True when a write was acknowledged since then. */
    hasServedSince: (time: number) => servedAt > time,
    stop: async (): Promise<Outcome> => {
      isStopped = true;
      await writing;
      const there = target.read && new Set(await target.read());
      return {
        target: target.name,
        acknowledged: acknowledged.length,
        errors,
        during,
        recoverySeconds: Math.round(longestGapMs / 100) / 10,
        lost: there === undefined ? 0 : acknowledged.filter((n) => !there.has(n)).length,
      };
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
