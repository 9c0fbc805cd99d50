import { z } from "zod";
import type { RedisConnection } from "../redis/redis.ts";
import { delay } from "../request/time-limit.ts";
import type { MetricsBuffer } from "./metrics.ts";

/**
 * One hash for all isolates of all versions, like one process that never restarts. Expires after a
 * week without traffic.
 */
const metricsKey = "metrics:1";
const keepMs = 7 * 24 * 3600 * 1000;

/** The same for one version, so that a rollout can compare two. */
const versionKey = (version: string): string => `${metricsKey}:${version}`;
const keepVersionMs = 24 * 3600 * 1000;

/** KEYS: hashes; ARGV: ms to keep each, then alternating fields and increments. */
const addAll = `
for k = 1, #KEYS do
  for i = #KEYS + 1, #ARGV, 2 do redis.call('HINCRBY', KEYS[k], ARGV[i], ARGV[i + 1]) end
  redis.call('PEXPIRE', KEYS[k], ARGV[k])
end
return 1`;
const readAll = "return redis.call('HGETALL', KEYS[1])";

const pairs = z.array(z.coerce.string());

export interface MetricsStore {
  /**
   * Adds the isolate's counts to the shared ones, in one round trip. Throws REDIS_UNAVAILABLE, and
   * then loses nothing.
   */
  flush(buffer: MetricsBuffer): Promise<void>;
  /**
   * The sums over all isolates by field name, or over those of one version. Throws
   * REDIS_UNAVAILABLE.
   */
  read(version?: string): Promise<ReadonlyMap<string, number>>;
}

export function openMetricsStore(redis: RedisConnection): MetricsStore {
  return {
    flush: async (buffer) => {
      const counts = buffer.drain();
      if (counts.size === 0) return;
      try {
        const { version } = buffer;
        const [keys, keep] =
          version === undefined
            ? [[metricsKey], [keepMs]]
            : [
                [metricsKey, versionKey(version)],
                [keepMs, keepVersionMs],
              ];
        await redis.run(addAll, keys, [...keep, ...[...counts].flat()]);
      } catch (thrown) {
        buffer.restore(counts);
        throw thrown;
      }
    },
    read: async (version) => {
      const key = version === undefined ? metricsKey : versionKey(version);
      const flat = pairs.parse(await redis.run(readAll, [key], []));
      return new Map(
        Array.from({ length: flat.length / 2 }, (_, index) => [
          flat[2 * index] ?? "",
          Number(flat[2 * index + 1]),
        ]),
      );
    },
  };
}

/**
 * How often an isolate writes its numbers: one call to Redis per interval, whatever the traffic.
 */
const flushEveryMs = 2_000;

/**
 * Schedules writing the isolate's numbers after one of its responses. An isolate evicted before
 * that loses the counts of its last two seconds; while Redis is down, the numbers wait.
 */
export function createFlusher(everyMs = flushEveryMs) {
  let scheduledAt: number | undefined;
  return function flushSoon(
    now: number,
    waitUntil: (work: Promise<unknown>) => void,
    flush: () => Promise<void>,
  ): void {
    // An aborted request never reaches its flush; a later one takes over.
    if (scheduledAt !== undefined && now - scheduledAt < 5 * everyMs) return;
    scheduledAt = now;
    waitUntil(
      delay(everyMs).then(() => {
        scheduledAt = undefined;
        return flush();
      }),
    );
  };
}
