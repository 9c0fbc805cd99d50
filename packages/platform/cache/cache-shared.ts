import { z } from "zod";
import type { Logger } from "../observability/logger.ts";
import type { RedisConnection } from "../redis/redis.ts";
import type { Deadline } from "../request/deadline.ts";
import { delay } from "../request/time-limit.ts";
import { pack, unpack } from "./cache-codec.ts";
import { type CacheEntry, lifetimeOf } from "./cache-entry.ts";
import { openLeases } from "./cache-lease.ts";
import * as scripts from "./cache-scripts.ts";

/**
 * One look at an entry: `compute` and `revalidate` make the one who looked the holder of the
 * entry's lease.
 */
interface Look<T> {
  readonly entry: CacheEntry<T>;
  readonly state: "fresh" | "stale" | "revalidate" | "compute";
  /** What is stored, and its JSON; undefined when there is nothing of use. */
  readonly found: { readonly value: T; readonly text: string } | undefined;
  readonly version: string;
  readonly token: string;
}

/**
 * The part of the cache that all isolates share, in Redis. No method throws because Redis does not
 * answer.
 */
export interface SharedCache {
  /**
   * Looks until there is a value, or the lease to compute one. Undefined when Redis does not
   * answer. Throws DEADLINE_EXCEEDED: as long as the holder says that it lives, computing beside it
   * would only add to what it waits for.
   */
  look<T>(entry: CacheEntry<T>): Promise<Look<T> | undefined>;
  /**
   * Computes under the lease and stores; returns the value and its JSON. Throws what `compute`
   * throws.
   */
  computeAndStore<T>(look: Look<T>, compute: () => Promise<T>): Promise<{ value: T; text: string }>;
  /** False when Redis could not be told. */
  invalidate(tags: readonly string[]): Promise<boolean>;
}

export interface SharedCacheOptions {
  readonly redis: RedisConnection;
  readonly log: Logger;
  readonly deadline: Deadline;
  /** After so long without a word from the one that computes, another one takes over. */
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
]);

export function openSharedCache({
  redis,
  log,
  deadline,
  leaseMs,
  random,
}: SharedCacheOptions): SharedCache {
  const leases = openLeases(redis, leaseMs, log);
  const lookOnce = async <T>(entry: CacheEntry<T>, token: string): Promise<Look<T> | "wait"> => {
    const [state, stored, version] = reply.parse(
      await redis.run(scripts.readOrLease, keysOf(entry), [token, leaseMs, tagLifetimeMs]),
    );
    if (state === "wait") return state;
    const found = state === "compute" ? undefined : await read(entry, stored);
    if (state === "compute" || found !== undefined) return { entry, state, found, version, token };
    // Nobody can read it: it goes, so that one computes under the lease instead of everybody.
    await redis.run(scripts.discard, [entryKey(entry)], [stored]);
    if (state === "revalidate") return { entry, state: "compute", found, version, token };
    return lookOnce(entry, token);
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
    computeAndStore: async ({ entry, version, token }, compute) => {
      const value = await leases.during({ key: leaseKey(entry), token, version }, compute);
      const text = JSON.stringify(value);
      const { freshMs, staleMs } = lifetimeOf(entry, value, random());
      await attempt(log, "cache.store", async () =>
        redis.run(scripts.store, keysOf(entry), [
          token,
          version,
          await pack(text),
          freshMs,
          staleMs,
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

/** Undefined for what is no JSON, or not of the entry's shape. */
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

/** The result, or undefined when Redis failed; that is a warning, not an error of the request. */
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
