import type { Metrics } from "../metrics/metrics.ts";
import type { Logger } from "../observability/logger.ts";
import type { RedisConnection } from "../redis/redis.ts";
import type { Background } from "../request/background.ts";
import { type Deadline, waitedTooLong } from "../request/deadline.ts";
import { within } from "../request/time-limit.ts";
import type { Clock } from "../runtime/clock.ts";
import type { CacheAnswer, CacheEntry } from "./cache-entry.ts";
import type { CacheMemory } from "./cache-memory.ts";
import { openSharedCache, type SharedCache } from "./cache-shared.ts";

export type { CacheEntry } from "./cache-entry.ts";

export interface Cache {
  /**
   * The value from memory or Redis, or computed. Single flight across isolates: only the lease
   * holder computes, the others wait; if it dies, another takes over. `compute` may return `null`
   * for "does not exist". Throws what `compute` throws, and DEADLINE_EXCEEDED.
   */
  getOrCompute<T>(entry: CacheEntry<T>, compute: () => Promise<T>): Promise<CacheAnswer<T>>;
  /** Invalidates everything with one of these tags. False when Redis is down. */
  invalidate(tags: readonly string[]): Promise<boolean>;
}

export interface CacheOptions {
  readonly redis: RedisConnection;
  readonly memory: CacheMemory;
  readonly background: Background;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly deadline: Deadline;
  /** If the lease is not renewed for this long, another request takes over. Default 3 seconds. */
  readonly leaseMs?: number;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** The cache of one request. Redis is optional: if it fails, the value is computed. */
export function openCache(options: CacheOptions): Cache {
  const {
    redis,
    memory,
    background,
    log,
    metrics,
    clock,
    deadline,
    leaseMs = 3_000,
    random = Math.random,
  } = options;
  const shared = openSharedCache({ redis, log, deadline, leaseMs, random });
  const fetchValue = async <T>(
    entry: CacheEntry<T>,
    compute: () => Promise<T>,
  ): Promise<CacheAnswer<T>> => {
    const generation = memory.generation(entry.tags);
    const { answer, text } = await lookOrCompute({ shared, memory, background }, entry, compute);
    // JavaScript strings use two bytes per character.
    if (text !== undefined)
      memory.remember(entry, answer.value, text.length * 2, clock.now(), generation);
    return answer;
  };
  const read = async <T>(
    entry: CacheEntry<T>,
    compute: () => Promise<T>,
  ): Promise<CacheAnswer<T>> => {
    const known = memory.recall(entry, clock.now());
    if (known !== undefined) return { value: known.value, state: "memory" };
    return memory.share(entry, clock.now(), deadline.remainingMs(), () => {
      const work = fetchValue(entry, compute);
      // Others wait for it, so it continues when this request's client disconnects.
      background.keep(work);
      return work;
    });
  };
  return {
    getOrCompute: async (entry, compute) => {
      const answer = await read(entry, compute);
      metrics.count("cache_reads_total", { result: answer.state });
      return answer;
    },
    invalidate: async (tags) => {
      memory.forget(tags);
      const telling = shared.invalidate(tags);
      // Continues when the request has no time left to wait for it: the data has already been
      // written.
      background.keep(telling);
      const told = await within(deadline.remainingMs(), telling, waitedTooLong).catch(() => false);
      // Again: values fetched in between may be older than the invalidation.
      memory.forget(tags);
      metrics.count("cache_invalidations_total", { result: told ? "told" : "untold" });
      return told;
    },
  };
}

/** The result, and its JSON if this isolate may keep it, which it may not when stale. */
async function lookOrCompute<T>(
  {
    shared,
    memory,
    background,
  }: { shared: SharedCache; memory: CacheMemory; background: Background },
  entry: CacheEntry<T>,
  compute: () => Promise<T>,
): Promise<{ answer: CacheAnswer<T>; text?: string }> {
  const look = await shared.look(entry);
  if (look === undefined) {
    const value = await memory.computeAlone(entry, compute);
    // Without Redis, only the isolate's own memory protects the database from a stampede.
    return { answer: { value, state: "bypassed" }, text: JSON.stringify(value) };
  }
  if (look.found === undefined || look.state === "compute") {
    const { value, text, outageMs } = await shared.computeAndStore(look, compute);
    return outageMs === undefined
      ? { answer: { value, state: "computed" }, text }
      : { answer: { value, state: "outage", ageMs: outageMs } };
  }
  const { value, text } = look.found;
  if (look.state === "fresh") return { answer: { value, state: "fresh" }, text };
  if (look.state === "revalidate")
    background.run("cache.revalidate", () => shared.computeAndStore(look, compute));
  return { answer: { value, state: "stale", ageMs: look.ageMs } };
}
