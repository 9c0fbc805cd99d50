import { z } from "zod";
import type { Background } from "./background.ts";
import * as scripts from "./cache-scripts.ts";
import type { Logger } from "./logger.ts";
import type { RedisConnection } from "./redis.ts";
import { delay } from "./time-limit.ts";

export interface CacheEntry<T> {
  /** With everything that the value depends on, the shape's version included: `feed:1:anon:20:`. */
  readonly key: string;
  /** Invalidated together. */
  readonly tags: readonly string[];
  readonly freshMs: number;
  /** How much longer the value may be served while a new one is computed. */
  readonly staleMs: number;
  /** Values that do not parse, for instance an older version's, count as missing. */
  readonly schema: z.ZodType<T>;
}

export type CacheState = "fresh" | "stale" | "computed" | "bypassed";

export interface Cache {
  /** The stored value, or the computed one; across all isolates one computes and the others wait for it. */
  getOrCompute<T>(entry: CacheEntry<T>, compute: () => Promise<T>): Promise<{ value: T; state: CacheState }>;
  /** Makes everything with one of these tags count as missing. False when Redis could not be told. */
  invalidate(tags: readonly string[]): Promise<boolean>;
}

/** How long one may compute before others stop waiting for it. */
const leaseMs = 10_000;
/** How long one waits for another's value before computing for itself. */
const waitLimitMs = 3_000;
const pollMs = { first: 25, most: 250 };
const tagLifetimeMs = 7 * 24 * 3600 * 1000;

const reply = z.tuple([z.enum(["fresh", "stale", "revalidate", "compute", "wait"]), z.string(), z.string()]);

interface Slot<T> {
  readonly entry: CacheEntry<T>;
  readonly keys: readonly [entry: string, lease: string];
  readonly token: string;
}

/** The cache of one request. Redis is a help and not a need: whenever it fails, the value is computed. */
export function openCache(redis: RedisConnection, background: Background, log: Logger): Cache {
  const look = async <T>(slot: Slot<T>) => {
    const [state, value, version] = reply.parse(await redis.run(scripts.readOrLease, allKeys(slot), [slot.token, leaseMs]));
    return { state, text: value, version };
  };
  const computeAndStore = async <T>(slot: Slot<T>, version: string, compute: () => Promise<T>): Promise<T> => {
    const value = await compute().catch(async (thrown) => {
      await attempt(log, "cache.release", () => redis.run(scripts.release, [slot.keys[1]], [slot.token, version]));
      throw thrown;
    });
    const { freshMs, staleMs } = slot.entry;
    await attempt(log, "cache.store", () =>
      redis.run(scripts.store, allKeys(slot), [slot.token, version, JSON.stringify(value), freshMs, staleMs]),
    );
    return value;
  };
  const waitForLook = async <T>(slot: Slot<T>) => {
    for (let waitedMs = 0, pauseMs = pollMs.first; ; waitedMs += pauseMs, pauseMs = Math.min(pauseMs * 2, pollMs.most)) {
      const seen = await attempt(log, "cache.read", () => look(slot));
      if (seen?.state !== "wait" || waitedMs >= waitLimitMs) return seen;
      await delay(pauseMs);
    }
  };
  return {
    getOrCompute: async (entry, compute) => {
      const slot = slotOf(entry);
      const seen = await waitForLook(slot);
      if (seen === undefined || seen.state === "wait") return { value: await compute(), state: "bypassed" };
      const stored = seen.text === "" ? undefined : decode(entry.schema, seen.text);
      if (seen.state === "compute" || stored === undefined)
        return { value: await computeAndStore(slot, seen.version, compute), state: "computed" };
      if (seen.state === "revalidate") background.run("cache.revalidate", () => computeAndStore(slot, seen.version, compute));
      return { value: stored, state: seen.state === "fresh" ? "fresh" : "stale" };
    },
    invalidate: async (tags) =>
      (await attempt(log, "cache.invalidate", () =>
        redis.run(scripts.invalidate, tags.map(tagKey), [crypto.randomUUID(), tagLifetimeMs]),
      )) !== undefined,
  };
}

function slotOf<T>(entry: CacheEntry<T>): Slot<T> {
  return { entry, keys: [`cache:${entry.key}`, `lease:${entry.key}`], token: crypto.randomUUID() };
}

function allKeys({ keys, entry }: Slot<unknown>): string[] {
  return [...keys, ...entry.tags.map(tagKey)];
}

function tagKey(tag: string): string {
  return `tag:${tag}`;
}

function decode<T>(schema: z.ZodType<T>, text: string): T | undefined {
  return schema.safeParse(JSON.parse(text)).data;
}

/** The result, or undefined when Redis failed; that is a warning, not an error of the request. */
async function attempt<T>(log: Logger, event: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    log.warn(event, { error });
    return undefined;
  }
}
