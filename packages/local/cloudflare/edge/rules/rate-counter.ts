/** Requests of one key in a sliding period; exact, because the time of each is stored. */
interface Entry {
  /** Times of the counted requests, oldest first, starting at `head`. */
  times: number[];
  head: number;
  mitigatedUntilMs: number;
}

export interface RateCounter {
  /** Milliseconds until the key is allowed again; 0 when it is allowed now. */
  waitMs(key: string, nowMs: number): number;
  /** Counts one request for the key. */
  count(key: string, nowMs: number): void;
  /** Number of stored keys. */
  size(): number;
}

/** Maximum number of keys; the one idle longest is evicted first. */
export const maxKeys = 100_000;

export interface RateCounterOptions {
  readonly limit: number;
  readonly periodMs: number;
  /**
   * How long a key that reached the limit is blocked; 0 means until the oldest request leaves the
   * period.
   */
  readonly mitigationMs: number;
}

export function createRateCounter(options: RateCounterOptions): RateCounter {
  const entries = new Map<string, Entry>();
  return {
    size: () => entries.size,
    waitMs: (key, nowMs) => {
      const entry = entries.get(key);
      if (!entry) return options.limit > 0 ? 0 : options.periodMs;
      forgetFuture(entry, nowMs, options.mitigationMs);
      if (entry.mitigatedUntilMs > nowMs) return entry.mitigatedUntilMs - nowMs;
      expire(entry, nowMs - options.periodMs);
      if (entry.times.length - entry.head < options.limit) return 0;
      const oldest = entry.times[entry.head] ?? nowMs;
      if (options.mitigationMs === 0) return oldest + options.periodMs - nowMs;
      entry.mitigatedUntilMs = nowMs + options.mitigationMs;
      return options.mitigationMs;
    },
    count: (key, nowMs) => {
      const entry = entries.get(key) ?? { times: [], head: 0, mitigatedUntilMs: 0 };
      // Re-inserted at the end, so that the map is ordered by last use.
      entries.delete(key);
      entries.set(key, entry);
      forgetFuture(entry, nowMs, options.mitigationMs);
      expire(entry, nowMs - options.periodMs);
      if (entry.times.length - entry.head < options.limit) entry.times.push(nowMs);
      forgetIdle(entries, nowMs - options.periodMs);
    },
  };
}

/** After the machine's clock was set back, what was counted later than now would block for long. */
function forgetFuture(entry: Entry, nowMs: number, mitigationMs: number): void {
  if ((entry.times.at(-1) ?? 0) > nowMs) Object.assign(entry, { times: [], head: 0 });
  if (entry.mitigatedUntilMs > nowMs + mitigationMs) entry.mitigatedUntilMs = 0;
}

function expire(entry: Entry, untilMs: number): void {
  while ((entry.times[entry.head] ?? Number.POSITIVE_INFINITY) <= untilMs) entry.head++;
  if (entry.head < 256 && entry.head < entry.times.length) return;
  entry.times = entry.times.slice(entry.head);
  entry.head = 0;
}

/**
 * Incremental: each call checks the two keys idle longest and drops them once they no longer
 * matter.
 */
function forgetIdle(entries: Map<string, Entry>, untilMs: number): void {
  let looked = 0;
  for (const [key, entry] of entries) {
    const stale = (entry.times.at(-1) ?? 0) <= untilMs && entry.mitigatedUntilMs <= untilMs;
    if (stale || entries.size > maxKeys) entries.delete(key);
    if (++looked >= 2) return;
  }
}
