import type { Bindings } from "../bindings/bindings.ts";
import { limiterAccess, openRedis, type RedisConnection } from "../redis/redis.ts";
import type { Clock } from "../runtime/clock.ts";
import { systemClock } from "../runtime/clock.ts";
import type { LongConsumer } from "./long-consumers.ts";

/**
 * A hash of the runs that go on: their ids, and `<version id> <when Cloudflare would have ended
 * it>`.
 */
const key = "scheduled-runs";
/** Cloudflare ends a scheduled run after 15 minutes. */
const longestRunMs = 15 * 60_000;

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
): Promise<T> {
  const id = crypto.randomUUID();
  await redis.run(
    enterScript,
    [key],
    [id, `${versionId} ${clock.now() + longestRunMs}`, longestRunMs],
  );
  try {
    return await work();
  } finally {
    await redis.run(leaveScript, [key], [id]);
  }
}

/**
 * The versions of runs that go on. One that crashed counts until Cloudflare would have ended it.
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
