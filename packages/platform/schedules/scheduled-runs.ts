import type { Bindings } from "../bindings/bindings.ts";
import { limiterAccess, openRedis, type RedisConnection } from "../redis/redis.ts";
import type { Clock } from "../runtime/clock.ts";
import { systemClock } from "../runtime/clock.ts";
import type { LongConsumer } from "./long-consumers.ts";

/** A hash of the runs that go on: their ids, and `<version id> <until when they count>`. */
const key = "scheduled-runs";
/**
 * A run renews its entry while it goes on: one that was cut off, by a deployment or a crash, counts
 * for a minute more, instead of the 15 minutes after which Cloudflare ends a run.
 */
const countsForMs = 60_000;
/** How long Redis keeps the hash: Cloudflare ends a run after 15 minutes. */
const longestRunMs = 15 * 60_000;
const renewEveryMs = 20_000;

/** Calls `renew` every so often. @returns ends that */
export type Repeat = (everyMs: number, renew: () => void) => () => void;

const repeat: Repeat = (everyMs, renew) => {
  const timer = setInterval(renew, everyMs);
  return () => clearInterval(timer);
};

const enterScript = `redis.call("HSET", KEYS[1], ARGV[1], ARGV[2]) return redis.call("PEXPIRE", KEYS[1], ARGV[3])`;
const leaveScript = `return redis.call("HDEL", KEYS[1], ARGV[1])`;
const listScript = `return redis.call("HVALS", KEYS[1])`;

/**
 * Does the work of a scheduled run while others can see which version of the Worker does it. Throws
 * REDIS_UNAVAILABLE before it begins.
 */
export async function asScheduledRun<T>(
  redis: RedisConnection,
  versionId: string,
  clock: Clock,
  work: () => Promise<T>,
  every: Repeat = repeat,
): Promise<T> {
  const id = crypto.randomUUID();
  const enter = () =>
    redis.run(enterScript, [key], [id, `${versionId} ${clock.now() + countsForMs}`, longestRunMs]);
  await enter();
  let renewing: Promise<unknown> = Promise.resolve();
  const stop = every(renewEveryMs, () => {
    // A renewal that fails is made up for by the next one, two of which fit into the minute.
    renewing = enter().catch(() => undefined);
  });
  try {
    return await work();
  } finally {
    stop();
    await renewing;
    await redis.run(leaveScript, [key], [id]);
  }
}

/**
 * The versions of runs that go on. One that was cut off counts until a minute after its last
 * renewal.
 */
export async function scheduledVersions(redis: RedisConnection, clock: Clock): Promise<string[]> {
  const entries = (await redis.run(listScript, [key], [])) as string[];
  return entries.flatMap((entry) => {
    const [versionId = "unknown", endsAt] = entry.split(" ");
    return Number(endsAt) > clock.now() ? [versionId] : [];
  });
}

export const scheduledRuns: LongConsumer = {
  name: "scheduled run",
  versions: (bindings: Bindings) =>
    scheduledVersions(openRedis(limiterAccess(bindings)), systemClock),
};
