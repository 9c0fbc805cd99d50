import { LRUCache } from "lru-cache";
import type { RedisConnection } from "../redis/redis.ts";

/** For so long an address that signed validly gets no strikes. */
const exemptSeconds = 3_600;
/** An isolate tells Redis about an address this often. */
const noteEveryMs = 600_000;
const noted = new LRUCache<string, number>({ max: 10_000 });

const keyOf = (subscriber: string) => `webhook-sender:${subscriber}`;

/** Remembers that an address has sent a webhook with a valid signature. */
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

/** Whether that address signed validly within the hour: a vendor, though a secret is wrong now. */
export async function isVerifiedSender(
  redis: RedisConnection,
  subscriber: string,
): Promise<boolean> {
  return (await redis.run(`return redis.call("EXISTS", KEYS[1])`, [keyOf(subscriber)], [])) === 1;
}
