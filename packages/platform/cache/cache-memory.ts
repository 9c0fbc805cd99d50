import { LRUCache } from "lru-cache";
import { type CacheEntry, isYoung } from "./cache-entry.ts";
import { createFlights, type Flights } from "./cache-flights.ts";

/**
 * What an isolate keeps between requests: values, and fetches in flight. Only plain data, so it may
 * outlive the request that created it.
 */
export interface CacheMemory extends Flights {
  /**
   * The value if it was stored less than `localMs` ago and none of its tags was invalidated since.
   */
  recall<T>(entry: CacheEntry<T>, now: number): { readonly value: T } | undefined;
  /** Detects invalidation of a tag: read it before fetching the value and pass it to `remember`. */
  generation(tags: readonly string[]): string;
  remember<T>(entry: CacheEntry<T>, value: T, bytes: number, now: number, generation: string): void;
  forget(tags: readonly string[]): void;
}

interface Kept {
  readonly value: unknown;
  readonly keptAt: number;
  readonly generation: string;
}

/** An isolate has 128 MB in total (Cloudflare's limit). */
const memoryLimitBytes = 8 * 1024 * 1024;

export function createCacheMemory(limitBytes = memoryLimitBytes): CacheMemory {
  // At most an eighth per entry: one large value must not evict everything else.
  const kept = new LRUCache<string, Kept>({
    maxSize: limitBytes,
    maxEntrySize: Math.ceil(limitBytes / 8),
  });
  let counter = 0;
  // A tag whose generation is no longer known counts as just invalidated: older values must not
  // come back.
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
