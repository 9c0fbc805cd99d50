import type { z } from "zod";

/** What is cached, for how long, and what makes it wrong. */
export interface CacheEntry<T> {
  /** With everything that the value depends on, the shape's version included: `feed:1:anon:20:`. */
  readonly key: string;
  /** Invalidated together. */
  readonly tags: readonly string[];
  /** Give or take a tenth, so that entries that were made together do not end together. */
  readonly freshMs: number;
  /** How much longer the value may be served while a new one is computed. */
  readonly staleMs: number;
  /**
   * How much longer after that the value is kept for an outage: it is served while the database
   * that it comes from does not answer, and only then. Default 0.
   */
  readonly spareMs?: number;
  /** How long `null`, "there is none", counts. Default `freshMs`; it is never served stale. */
  readonly absentMs?: number;
  /**
   * How long an isolate may answer from its own memory, and its requests share one look into Redis;
   * so long may it miss what another isolate invalidated (never what it invalidated itself).
   * Default 0: every read asks Redis.
   */
  readonly localMs?: number;
  /** Values that do not parse, for instance an older version's, count as missing. */
  readonly schema: z.ZodType<T>;
}

/**
 * Where a value came from: this isolate's memory, another request of this isolate, Redis within its
 * time or beyond it, a computation that was stored, or one that could not be shared because Redis
 * did not answer; `outage`: it is older than it may be, and the database does not answer.
 */
type CacheState = "memory" | "shared" | "fresh" | "stale" | "computed" | "bypassed" | "outage";

export interface CacheAnswer<T> {
  readonly value: T;
  readonly state: CacheState;
  /** How long ago it was computed, where it is `stale` or `outage`. */
  readonly ageMs?: number;
}

/** Spread of `freshMs` over entries. */
const jitter = 0.1;

/** Milliseconds for which this value is fresh, and stale after that; `random` is in [0, 1). */
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

/** Whether an isolate may go on using what it has since then, without asking Redis. */
export function isYoung(entry: CacheEntry<unknown>, since: number, now: number): boolean {
  return now - since < (entry.localMs ?? 0);
}
