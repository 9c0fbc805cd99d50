import { LRUCache } from "lru-cache";
import type { RedisConnection } from "../redis/redis.ts";

/** An address with a valid signature gets no strikes for this long. */
const exemptSeconds = 3_600;
/** How often an isolate records an address in Redis. */
const noteEveryMs = 600_000;
const noted = new LRUCache<string, number>({ max: 10_000 });

const keyOf = (subscriber: string) => `webhook-sender:${subscriber}`;

/** Records that an address has sent a webhook with a valid signature. */
export async function noteVerifiedSender(
  redis: RedisConnection,
  subscriber: string,
  nowMs: number,
): Promise<void> {
  if ((noted.get(subscriber) ?? 0) > nowMs) return;
  await redis.run(
    `return redis.call("SET", KEYS[1], "1", "EX", ARGV[1])`,
    [keyOf(subscriber)],
    [exemptSeconds],
  );
  noted.set(subscriber, nowMs + noteEveryMs);
}

/**
 * Whether that address sent a valid signature within the hour: a vendor, even if a secret is wrong
 * now.
 */
export async function isVerifiedSender(
  redis: RedisConnection,
  subscriber: string,
): Promise<boolean> {
  return (await redis.run(`return redis.call("EXISTS", KEYS[1])`, [keyOf(subscriber)], [])) === 1;
}
