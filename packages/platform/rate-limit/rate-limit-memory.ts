import type { Clock } from "../runtime/clock.ts";
import { type Count, counterKey, type LimitStore, type Standing } from "./rate-limit-store.ts";

/**
 * Beyond this, the least recently used counters are dropped: a flood of subjects must not fill an
 * isolate's 128 MB.
 */
const mostCounters = 5_000;

/**
 * Counts only in this isolate, for when the shared store is down: exact here, and in total at most
 * the limit times the number of isolates.
 */
export function memoryLimits(clock: Clock, most = mostCounters): LimitStore {
  const passed = new Map<string, number[]>();
  return {
    count: async (counts) => {
      const now = clock.now();
      const windows = counts.map((count) =>
        (passed.get(counterKey(count)) ?? []).filter((time) => time > now - count.quota.windowMs),
      );
      const passes = counts.every(
        ({ quota }, index) => (windows[index]?.length ?? 0) < quota.limit,
      );
      return counts.map((count, index) => {
        const before = windows[index] ?? [];
        const times = passes ? [...before, now] : before;
        remember(passed, counterKey(count), times, most);
        return standingOf(count, before, times, now);
      });
    },
  };
}

function remember(passed: Map<string, number[]>, key: string, times: number[], most: number): void {
  // A Map keeps insertion order: deleting and re-inserting makes a counter the newest.
  passed.delete(key);
  if (times.length > 0) passed.set(key, times);
  const [oldest] = passed.keys();
  if (passed.size > most && oldest !== undefined) passed.delete(oldest);
}

function standingOf(
  { quota }: Count,
  before: readonly number[],
  times: readonly number[],
  now: number,
): Standing {
  const resetMs = times[0] === undefined ? quota.windowMs : times[0] + quota.windowMs - now;
  return { hasRoom: before.length < quota.limit, remaining: quota.limit - times.length, resetMs };
}
