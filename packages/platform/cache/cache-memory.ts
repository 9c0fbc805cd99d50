import { LRUCache } from "lru-cache";
import { type CacheEntry, isYoung } from "./cache-entry.ts";
import { createFlights, type Flights } from "./cache-flights.ts";

/**
 * What one isolate keeps between its requests: values, and who is fetching one. Plain data only, so
 * it may outlive the request that made it.
 */
export interface CacheMemory extends Flights {
  /**
   * The value when it was put there less than `localMs` ago and none of its tags was forgotten
   * since.
   */
  recall<T>(entry: CacheEntry<T>, now: number): { readonly value: T } | undefined;
  /**
   * Tells whether one of the tags was forgotten since: take it before the value is fetched, and
   * give it to `remember`.
   */
  generation(tags: readonly string[]): string;
  remember<T>(entry: CacheEntry<T>, value: T, bytes: number, now: number, generation: string): void;
  forget(tags: readonly string[]): void;
}

interface Kept {
  readonly value: unknown;
  readonly keptAt: number;
  readonly generation: string;
}

/** An isolate has 128 MB for everything (Cloudflare's limit). */
const memoryLimitBytes = 8 * 1024 * 1024;

export function createCacheMemory(limitBytes = memoryLimitBytes): CacheMemory {
  // No entry takes more than an eighth: one large value must not empty the rest.
  const kept = new LRUCache<string, Kept>({
    maxSize: limitBytes,
    maxEntrySize: Math.ceil(limitBytes / 8),
  });
  let counter = 0;
  // A tag whose generation is known no more counts as forgotten now: values of before must not come
  // back.
  let floor = 0;
  const raiseFloor = (_generation: number, _tag: string, reason: string) => {
    if (reason === "evict") floor = counter;
  };
  const generations = new LRUCache<string, number>({ max: 1_000, dispose: raiseFloor });
  const generation = (tags: readonly string[]) =>
    tags.map((tag) => generations.get(tag) ?? floor).join();
  return {
    generation,
    recall: <T>(entry: CacheEntry<T>, now: number) => {
      const found = kept.get(entry.key);
      const usable =
        found !== undefined &&
        isYoung(entry, found.keptAt, now) &&
        found.generation === generation(entry.tags);
      return usable ? { value: found.value as T } : undefined;
    },
    remember: (entry, value, bytes, now, before) => {
      if (!entry.localMs || before !== generation(entry.tags)) return;
      kept.set(
        entry.key,
        { value, keptAt: now, generation: before },
        { size: bytes + entry.key.length },
      );
    },
    forget: (tags) => {
      counter++;
      for (const tag of tags) generations.set(tag, counter);
    },
    ...createFlights(generation),
  };
}
