import { setTimeout as delay } from "node:timers/promises";

/** Something that acknowledges writes. */
export interface Target {
  readonly name: string;
  /** Resolves when the number is acknowledged. */
  write(n: number): Promise<void>;
  /** Every stored number. */
  read(): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** A fault's effect on one target. */
export interface Outcome {
  readonly target: string;
  readonly acknowledged: number;
  readonly errors: number;
  /** The longest time without an acknowledged write since the fault began. */
  readonly recoverySeconds: number;
  readonly lost: number;
}

const pauseMs = 10;
/** A slower write counts as failed, whether or not it is stored. */
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
      if (await succeeds(target, n)) served(n);
      else errors += 1;
      await delay(pauseMs);
    }
  })();
  return {
    strike: () => {
      struckAt = performance.now();
    },
    /** True when a write was acknowledged since then. */
    hasServedSince: (time: number) => servedAt > time,
    stop: async (): Promise<Outcome> => {
      isStopped = true;
      await writing;
      const there = new Set(await target.read());
      return {
        target: target.name,
        acknowledged: acknowledged.length,
        errors,
        recoverySeconds: Math.round(longestGapMs / 100) / 10,
        lost: acknowledged.filter((n) => !there.has(n)).length,
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
