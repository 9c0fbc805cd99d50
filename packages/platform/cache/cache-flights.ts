import { waitedTooLong } from "../request/deadline.ts";
import { within } from "../request/time-limit.ts";
import { type CacheAnswer, type CacheEntry, isYoung } from "./cache-entry.ts";

/** An isolate's fetches and computations in flight, which its other requests can wait for. */
export interface Flights {
  /**
   * Single flight: one request fetches, and those within `localMs` wait for it; a failure reaches
   * all of them. Throws DEADLINE_EXCEEDED when that takes longer than `limitMs`; the fetch
   * continues for those with more time.
   */
  share<T>(
    entry: CacheEntry<T>,
    now: number,
    limitMs: number,
    fetchValue: () => Promise<CacheAnswer<T>>,
  ): Promise<CacheAnswer<T>>;
  /**
   * Without Redis: of the requests whose entry allows any `localMs`, one computes and the others
   * share its result.
   */
  computeAlone<T>(entry: CacheEntry<T>, compute: () => Promise<T>): Promise<T>;
}

interface Flight {
  readonly startedAt: number;
  readonly generation: string;
  readonly landed: Promise<CacheAnswer<unknown>>;
}

/** `generation` changes when one of the tags is invalidated. */
export function createFlights(generation: (tags: readonly string[]) => string): Flights {
  const flights = new Map<string, Flight>();
  const alone = new Map<string, Promise<unknown>>();
  const lead = <T>(
    entry: CacheEntry<T>,
    now: number,
    fetchValue: () => Promise<CacheAnswer<T>>,
  ): Promise<CacheAnswer<T>> => {
    const landed = fetchValue().finally(() => {
      if (flights.get(entry.key) === flight) flights.delete(entry.key);
    });
    const flight: Flight = { startedAt: now, generation: generation(entry.tags), landed };
    flights.set(entry.key, flight);
    return landed;
  };
  return {
    share: async <T>(
      entry: CacheEntry<T>,
      now: number,
      limitMs: number,
      fetchValue: () => Promise<CacheAnswer<T>>,
    ) => {
      const other = flights.get(entry.key);
      if (
        other !== undefined &&
        isYoung(entry, other.startedAt, now) &&
        other.generation === generation(entry.tags)
      ) {
        const { value } = await within(limitMs, other.landed, waitedTooLong);
        return { value: value as T, state: "shared" };
      }
      return within(limitMs, lead(entry, now, fetchValue), waitedTooLong);
    },
    computeAlone: <T>(entry: CacheEntry<T>, compute: () => Promise<T>) => {
      if (!entry.localMs) return compute();
      const key = `${entry.key}#${generation(entry.tags)}`;
      const computing = alone.get(key) ?? compute().finally(() => alone.delete(key));
      alone.set(key, computing);
      return computing as Promise<T>;
    },
  };
}
