import { LRUCache } from "lru-cache";
import type { CacheAnswer, CacheEntry } from "./cache-entry.ts";
import { waitedTooLong } from "./deadline.ts";
import { within } from "./time-limit.ts";

/** What one isolate keeps between its requests: values, and who is fetching one. Plain data only, so it may outlive the request that made it. */
export interface CacheMemory {
  /** The value when it was put there less than `localMs` ago and none of its tags was forgotten since. */
  recall<T>(entry: CacheEntry<T>, now: number): { readonly value: T } | undefined;
  /** Tells whether one of the tags was forgotten since: take it before the value is fetched, and give it to `remember`. */
  generation(tags: readonly string[]): string;
  remember<T>(entry: CacheEntry<T>, value: T, bytes: number, now: number, generation: string): void;
  forget(tags: readonly string[]): void;
  /**
   * Lets one request fetch, and those that come within `localMs` wait for it; a failure is everybody's. Throws DEADLINE_EXCEEDED when
   * that takes longer than `limitMs`.
   */
  share<T>(entry: CacheEntry<T>, now: number, limitMs: number, fetchValue: () => Promise<CacheAnswer<T>>): Promise<CacheAnswer<T>>;
  /** Without Redis: of the requests whose entry allows any `localMs` one computes, and the others take what it gets. */
  computeAlone<T>(entry: CacheEntry<T>, compute: () => Promise<T>): Promise<T>;
}

interface Kept {
  readonly value: unknown;
  readonly keptAt: number;
  readonly generation: string;
}

interface Flight {
  readonly startedAt: number;
  readonly generation: string;
  readonly landed: Promise<CacheAnswer<unknown>>;
}

/** An isolate has 128 MB for everything (Cloudflare's limit). */
export const memoryLimitBytes = 8 * 1024 * 1024;

export function createCacheMemory(limitBytes = memoryLimitBytes): CacheMemory {
  // No entry takes more than an eighth: one large value must not empty the rest.
  const kept = new LRUCache<string, Kept>({ maxSize: limitBytes, maxEntrySize: Math.ceil(limitBytes / 8) });
  const flights = new Map<string, Flight>();
  const alone = new Map<string, Promise<unknown>>();
  let counter = 0;
  // A tag whose generation is known no more counts as forgotten now: values of before must not come back.
  let floor = 0;
  const raiseFloor = (_generation: number, _tag: string, reason: string) => {
    if (reason === "evict") floor = counter;
  };
  const generations = new LRUCache<string, number>({ max: 1_000, dispose: raiseFloor });
  const generation = (tags: readonly string[]) => tags.map((tag) => generations.get(tag) ?? floor).join();
  const young = (entry: CacheEntry<unknown>, at: number, now: number) => now - at < (entry.localMs ?? 0);
  const lead = async <T>(entry: CacheEntry<T>, now: number, fetchValue: () => Promise<CacheAnswer<T>>) => {
    const landed = fetchValue();
    const flight: Flight = { startedAt: now, generation: generation(entry.tags), landed };
    flights.set(entry.key, flight);
    try {
      return await landed;
    } finally {
      if (flights.get(entry.key) === flight) flights.delete(entry.key);
    }
  };
  return {
    generation,
    recall: <T>(entry: CacheEntry<T>, now: number) => {
      const found = kept.get(entry.key);
      const usable = found !== undefined && young(entry, found.keptAt, now) && found.generation === generation(entry.tags);
      return usable ? { value: found.value as T } : undefined;
    },
    remember: (entry, value, bytes, now, before) => {
      if (!entry.localMs || before !== generation(entry.tags)) return;
      kept.set(entry.key, { value, keptAt: now, generation: before }, { size: bytes + entry.key.length });
    },
    forget: (tags) => {
      counter++;
      for (const tag of tags) generations.set(tag, counter);
    },
    share: async <T>(entry: CacheEntry<T>, now: number, limitMs: number, fetchValue: () => Promise<CacheAnswer<T>>) => {
      const other = flights.get(entry.key);
      if (other !== undefined && young(entry, other.startedAt, now) && other.generation === generation(entry.tags)) {
        const { value } = await within(limitMs, other.landed, waitedTooLong);
        return { value: value as T, state: "shared" };
      }
      return lead(entry, now, fetchValue);
    },
    computeAlone: <T>(entry: CacheEntry<T>, compute: () => Promise<T>) => {
      if (!entry.localMs) return compute();
      const computing = alone.get(entry.key) ?? compute().finally(() => alone.delete(entry.key));
      alone.set(entry.key, computing);
      return computing as Promise<T>;
    },
  };
}
