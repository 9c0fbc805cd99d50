import type { Bindings } from "../bindings/bindings.ts";
import { limiterAccess, openRedis, type RedisConnection } from "../redis/redis.ts";
import type { Clock } from "../runtime/clock.ts";
import { systemClock } from "../runtime/clock.ts";
import type { LongConsumer } from "./long-consumers.ts";

/** A hash of the active runs: their ids, and `<version id> <expiry time>`. */
const key = "scheduled-runs";
/**
 * An active run renews its entry: one that was aborted by a deployment or a crash counts for
 * another minute, instead of the 15 minutes after which Cloudflare ends a run.
 */
const countsForMs = 60_000;
/** How long Redis keeps the hash: Cloudflare ends a run after 15 minutes. */
const longestRunMs = 15 * 60_000;
const renewEveryMs = 20_000;

/** Calls `renew` at that interval. @returns a function that stops it */
export type Repeat = (everyMs: number, renew: () => void) => () => void;

const repeat: Repeat = (everyMs, renew) => {
  const timer = setInterval(renew, everyMs);
  return () => clearInterval(timer);
};

const enterScript = `redis.call("HSET", KEYS[1], ARGV[1], ARGV[2]) return redis.call("PEXPIRE", KEYS[1], ARGV[3])`;
const leaveScript = `return redis.call("HDEL", KEYS[1], ARGV[1])`;
const listScript = `return redis.call("HVALS", KEYS[1])`;

/**
 * Runs the work of a scheduled run while showing which Worker version runs it. Throws
 * REDIS_UNAVAILABLE before it starts.
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
    // If a renewal fails, the next one makes up for it; two fit into the minute.
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

/** The versions of active runs. An aborted one counts until a minute after its last renewal. */
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
