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
   * The value from memory or Redis, or the computed one. Across all isolates one computes and the
   * others wait for it; when it dies, another one follows. `null` from `compute` is an answer too:
   * "there is none". Throws what `compute` throws, and DEADLINE_EXCEEDED.
   */
  getOrCompute<T>(entry: CacheEntry<T>, compute: () => Promise<T>): Promise<CacheAnswer<T>>;
  /**
   * Makes everything with one of these tags count as missing. False when Redis could not be told.
   */
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
  /**
   * After so long without a word from the one that computes, another one takes over. Default 3
   * seconds.
   */
  readonly leaseMs?: number;
  /** In [0, 1). */
  readonly random?: () => number;
}

/**
 * The cache of one request. Redis is a help and not a need: whenever it fails, the value is
 * computed.
 */
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
    // JavaScript's strings take two bytes a character.
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
      // Others wait for it: it goes on when this request's client leaves.
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
      // It goes on when the request has no time left to wait for it: what was written has been
      // written.
      background.keep(telling);
      const told = await within(deadline.remainingMs(), telling, waitedTooLong).catch(() => false);
      // Again: what was fetched meanwhile may be from before.
      memory.forget(tags);
      metrics.count("cache_invalidations_total", { result: told ? "told" : "untold" });
      return told;
    },
  };
}

/**
 * The answer, and its JSON when this isolate may remember it, which it may not when it is stale.
 */
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
    // Without Redis the isolate's own memory is what stands between a crowd and the database.
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
