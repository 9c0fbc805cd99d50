import { z } from "zod";
import type { RedisConnection } from "../redis/redis.ts";

export interface BlockPolicy {
  /** Strikes within the window that lead to a block. */
  readonly threshold: number;
  readonly windowMs: number;
  /** The first block; each that follows while the one before is remembered lasts twice as long. */
  readonly firstBlockMs: number;
  readonly longestBlockMs: number;
  /** How long after its end a block makes the next one longer. */
  readonly memoryMs: number;
}

export const defaultBlockPolicy: BlockPolicy = {
  threshold: 50,
  windowMs: 600_000,
  firstBlockMs: 900_000,
  longestBlockMs: 86_400_000,
  memoryMs: 86_400_000,
};

export interface Blocks {
  /**
   * How long the subscriber is still blocked; 0 for not at all. One round trip. Throws
   * REDIS_UNAVAILABLE.
   */
  remainingMs(subscriber: string): Promise<number>;
  /**
   * Adds strikes. Returns the length of the block that they led to, or 0. One round trip. Throws
   * REDIS_UNAVAILABLE.
   */
  strike(subscriber: string, strikes: number): Promise<number>;
}

const askRemaining = "return redis.call('PTTL', KEYS[1])";

/**
 * Every key expires: strikes with their window, a block with its time, the number of blocks when it
 * is forgotten.
 */
const addStrikes = `
local strikes = redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
if strikes < tonumber(ARGV[2]) then return 0 end
local blocks = redis.call('INCR', KEYS[3])
local length = math.min(ARGV[4] * 2 ^ (blocks - 1), tonumber(ARGV[5]))
redis.call('PEXPIRE', KEYS[3], string.format('%.0f', length + ARGV[6]))
redis.call('SET', KEYS[2], blocks, 'PX', string.format('%.0f', length))
redis.call('DEL', KEYS[1])
return string.format('%.0f', length)`;

const number = z.coerce.number();

/** Progressive blocks of addresses, kept in Redis for all isolates. */
export function openBlocks(
  redis: RedisConnection,
  policy: BlockPolicy = defaultBlockPolicy,
): Blocks {
  const { threshold, windowMs, firstBlockMs, longestBlockMs, memoryMs } = policy;
  const blockKey = (subscriber: string) => `abuse:block:${subscriber}`;
  return {
    // PTTL is -2 for no key.
    remainingMs: async (subscriber) =>
      Math.max(0, number.parse(await redis.run(askRemaining, [blockKey(subscriber)], []))),
    strike: async (subscriber, strikes) => {
      const keys = [
        `abuse:strikes:${subscriber}`,
        blockKey(subscriber),
        `abuse:blocks:${subscriber}`,
      ];
      return number.parse(
        await redis.run(addStrikes, keys, [
          strikes,
          threshold,
          windowMs,
          firstBlockMs,
          longestBlockMs,
          memoryMs,
        ]),
      );
    },
  };
}
