import { z } from "zod";
import { AppError } from "../errors/errors.ts";
import type { Logger } from "../observability/logger.ts";
import type { RedisConnection } from "../redis/redis.ts";
import type { Deadline } from "../request/deadline.ts";
import { delay } from "../request/time-limit.ts";
import { pack, unpack } from "./cache-codec.ts";
import { type CacheEntry, lifetimeOf } from "./cache-entry.ts";
import { openLeases } from "./cache-lease.ts";
import * as scripts from "./cache-scripts.ts";

/**
 * The result of reading an entry; for `compute` and `revalidate` the reader holds the entry's
 * lease.
 */
interface Look<T> {
  readonly entry: CacheEntry<T>;
  readonly state: "fresh" | "stale" | "revalidate" | "compute";
  /**
   * The stored value and its JSON; undefined when nothing usable is stored. For `compute`, the
   * value kept for outages.
   */
  readonly found: Stored<T> | undefined;
  readonly ageMs: number;
  readonly version: string;
  readonly token: string;
}

interface Stored<T> {
  readonly value: T;
  readonly text: string;
}

/** A computed value, or the one kept for an outage, with its age. */
interface Computed<T> extends Stored<T> {
  readonly outageMs?: number;
}

/** The part of the cache that all isolates share, in Redis. No method throws when Redis is down. */
export interface SharedCache {
  /**
   * Polls until there is a value or the lease to compute one. Undefined when Redis is down. Throws
   * DEADLINE_EXCEEDED: while the holder renews its lease, computing in parallel would only add
   * load.
   */
  look<T>(entry: CacheEntry<T>): Promise<Look<T> | undefined>;
  /**
   * Computes under the lease and stores; returns the value and its JSON. Throws what `compute`
   * throws, unless the database is down and a value is kept for that case.
   */
  computeAndStore<T>(look: Look<T>, compute: () => Promise<T>): Promise<Computed<T>>;
  /** False when Redis is down. */
  invalidate(tags: readonly string[]): Promise<boolean>;
}

export interface SharedCacheOptions {
  readonly redis: RedisConnection;
  readonly log: Logger;
  readonly deadline: Deadline;
  /** If the lease is not renewed for this long, another request takes over. */
  readonly leaseMs: number;
  /** In [0, 1). */
  readonly random: () => number;
}

const pollMs = { first: 25, most: 250 };
const tagLifetimeMs = 7 * 24 * 3600 * 1000;

const reply = z.tuple([
  z.enum(["fresh", "stale", "revalidate", "compute", "wait"]),
  z.string(),
  z.string(),
  z.coerce.number(),
]);

/** After a database failure, requests do not wait for the database for this long. */
const postponeMs = 30_000;
const away: readonly string[] = ["DATABASE_UNAVAILABLE", "DATABASE_TIMEOUT"];

export function openSharedCache({
  redis,
  log,
  deadline,
  leaseMs,
  random,
}: SharedCacheOptions): SharedCache {
  const leases = openLeases(redis, leaseMs, log);
  const lookOnce = async <T>(entry: CacheEntry<T>, token: string): Promise<Look<T> | "wait"> => {
    const [state, stored, version, ageMs] = reply.parse(
      await redis.run(scripts.readOrLease, keysOf(entry), [token, leaseMs, tagLifetimeMs]),
    );
    if (state === "wait") return state;
    const found = stored === "" ? undefined : await read(entry, stored);
    const look = { entry, found, version, token, ageMs };
    if (state === "compute" || found !== undefined) return { ...look, state };
    // Unreadable: deleted, so that one request computes under the lease instead of all of them.
    await redis.run(scripts.discard, [entryKey(entry)], [stored]);
    if (state === "revalidate") return { ...look, state: "compute" };
    return lookOnce(entry, token);
  };
  const fallBack = async <T>(look: Look<T>, thrown: unknown): Promise<Computed<T>> => {
    const { entry, found, version, ageMs } = look;
    const isAway = thrown instanceof AppError && away.includes(thrown.code);
    if (!isAway || found === undefined || !entry.spareMs) throw thrown;
    log.warn("cache.outage", { key: entry.key, ageMs, error: thrown });
    await attempt(log, "cache.postpone", () =>
      redis.run(scripts.postpone, [entryKey(entry)], [version, postponeMs]),
    );
    return { ...found, outageMs: ageMs };
  };
  return {
    look: async (entry) => {
      const token = crypto.randomUUID();
      for (let pauseMs = pollMs.first; ; pauseMs = Math.min(pauseMs * 2, pollMs.most)) {
        const seen = await attempt(log, "cache.read", () => lookOnce(entry, token));
        if (seen !== "wait") return seen;
        await delay(deadline.cap(pauseMs * (0.5 + random() / 2)));
      }
    },
    computeAndStore: async (look, compute) => {
      const { entry, version, token } = look;
      const computed = await leases.during({ key: leaseKey(entry), token, version }, compute).then(
        (value) => ({ value }),
        (thrown: unknown) => fallBack(look, thrown),
      );
      if ("text" in computed) return computed;
      const { value } = computed;
      const text = JSON.stringify(value);
      const { freshMs, staleMs, spareMs } = lifetimeOf(entry, value, random());
      await attempt(log, "cache.store", async () =>
        redis.run(scripts.store, keysOf(entry), [
          token,
          version,
          await pack(text),
          freshMs,
          staleMs,
          spareMs,
        ]),
      );
      return { value, text };
    },
    invalidate: async (tags) => {
      const args = [crypto.randomUUID(), tagLifetimeMs];
      return (
        (await attempt(log, "cache.invalidate", () =>
          redis.run(scripts.invalidate, tags.map(tagKey), args),
        )) !== undefined
      );
    },
  };
}

/** Undefined when it is not JSON or does not match the entry's schema. */
async function read<T>(
  entry: CacheEntry<T>,
  stored: string,
): Promise<{ value: T; text: string } | undefined> {
  const text = await unpack(stored);
  if (text === undefined) return undefined;
  try {
    const parsed = entry.schema.safeParse(JSON.parse(text));
    return parsed.success ? { value: parsed.data, text } : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

function keysOf(entry: CacheEntry<unknown>): string[] {
  return [entryKey(entry), leaseKey(entry), ...entry.tags.map(tagKey)];
}

function entryKey(entry: CacheEntry<unknown>): string {
  return `cache:${entry.key}`;
}

function leaseKey(entry: CacheEntry<unknown>): string {
  return `lease:${entry.key}`;
}

function tagKey(tag: string): string {
  return `tag:${tag}`;
}

/**
 * The result, or undefined when Redis failed, which is a warning rather than an error of the
 * request.
 */
async function attempt<T>(
  log: Logger,
  event: string,
  call: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    log.warn(event, { error });
    return undefined;
  }
}
