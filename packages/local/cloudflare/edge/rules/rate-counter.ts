/** Requests of one key in a sliding period: exact, because the time of each one is kept. */
interface Entry {
  /** Times of the counted requests, oldest first, from `head` on. */
  times: number[];
  head: number;
  mitigatedUntilMs: number;
}

export interface RateCounter {
  /** Milliseconds until the key may go on; 0 when it may now. */
  waitMs(key: string, nowMs: number): number;
  /** Counts one request of the key. */
  count(key: string, nowMs: number): void;
  /** Keys that are remembered. */
  size(): number;
}

/** Keys that are kept at most; the one that was idle the longest goes first. */
const maxKeys = 100_000;

export interface RateCounterOptions {
  readonly limit: number;
  readonly periodMs: number;
  /**
   * How long a key that reached the limit is refused; 0 until the oldest request leaves the period.
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
      // Put last again: the map's order is then that of the last use.
      entries.delete(key);
      entries.set(key, entry);
      expire(entry, nowMs - options.periodMs);
      if (entry.times.length - entry.head < options.limit) entry.times.push(nowMs);
      forgetIdle(entries, nowMs - options.periodMs);
    },
  };
}

function expire(entry: Entry, untilMs: number): void {
  while ((entry.times[entry.head] ?? Number.POSITIVE_INFINITY) <= untilMs) entry.head++;
  if (entry.head < 256 && entry.head < entry.times.length) return;
  entry.times = entry.times.slice(entry.head);
  entry.head = 0;
}

/** A little at each call: the two keys idle the longest, when they no longer matter. */
function forgetIdle(entries: Map<string, Entry>, untilMs: number): void {
  let looked = 0;
  for (const [key, entry] of entries) {
    const stale = (entry.times.at(-1) ?? 0) <= untilMs && entry.mitigatedUntilMs <= untilMs;
    if (stale || entries.size > maxKeys) entries.delete(key);
    if (++looked >= 2) return;
  }
}
