import type { z } from "zod";

/** What is cached, for how long, and what invalidates it. */
export interface CacheEntry<T> {
  /**
   * Contains everything that the value depends on, including the version of its shape:
   * `feed:1:anon:20:`.
   */
  readonly key: string;
  /** Invalidated together. */
  readonly tags: readonly string[];
  /** Randomised by 10 %, so that entries created together do not expire together. */
  readonly freshMs: number;
  /** How much longer the value may be served while a new one is computed. */
  readonly staleMs: number;
  /**
   * How much longer after that the value is kept for an outage: it is only served while its
   * database is down. Default 0.
   */
  readonly spareMs?: number;
  /** How long `null` ("does not exist") is cached. Default `freshMs`; never served stale. */
  readonly absentMs?: number;
  /**
   * How long an isolate may serve from its own memory, with its requests sharing one read from
   * Redis; for this time it may miss other isolates' invalidations (never its own). Default 0:
   * every read asks Redis.
   */
  readonly localMs?: number;
  /** Values that do not parse, for example those of an older version, count as missing. */
  readonly schema: z.ZodType<T>;
}

/**
 * Where a value came from: this isolate's memory, another request in this isolate, Redis (fresh or
 * stale), a computation that was stored, or one that could not be shared because Redis was down;
 * `outage`: the value is too old, but the database is down.
 */
type CacheState = "memory" | "shared" | "fresh" | "stale" | "computed" | "bypassed" | "outage";

export interface CacheAnswer<T> {
  readonly value: T;
  readonly state: CacheState;
  /** How long ago it was computed, if `stale` or `outage`. */
  readonly ageMs?: number;
}

/** Randomisation of `freshMs` across entries. */
const jitter = 0.1;

/** How long this value is fresh, and then stale, in milliseconds; `random` is in [0, 1). */
export function lifetimeOf(
  entry: CacheEntry<unknown>,
  value: unknown,
  random: number,
): { freshMs: number; staleMs: number; spareMs: number } {
  const spread = 1 - jitter + 2 * jitter * random;
  const baseMs = value === null ? (entry.absentMs ?? entry.freshMs) : entry.freshMs;
  return {
    freshMs: Math.max(1, Math.round(baseMs * spread)),
    staleMs: value === null ? 0 : entry.staleMs,
    spareMs: value === null ? 0 : (entry.spareMs ?? 0),
  };
}

/** Whether an isolate may keep using a value stored since then, without asking Redis. */
export function isYoung(entry: CacheEntry<unknown>, since: number, now: number): boolean {
  return now - since < (entry.localMs ?? 0);
}
