import { z } from "zod";
import type { RedisConnection } from "../redis/redis.ts";
import * as scripts from "./address-blocks-scripts.ts";

export interface BlockPolicy {
  /** Strikes within the window that trigger a block. */
  readonly threshold: number;
  readonly windowMs: number;
  /**
   * Duration of the first block; each further one while the previous is remembered lasts twice as
   * long.
   */
  readonly firstBlockMs: number;
  readonly longestBlockMs: number;
  /** How long after a block has expired it still makes the next one longer. */
  readonly memoryMs: number;
}

export const defaultBlockPolicy: BlockPolicy = {
  threshold: 50,
  windowMs: 600_000,
  firstBlockMs: 900_000,
  longestBlockMs: 86_400_000,
  memoryMs: 86_400_000,
};

export interface Block {
  /** As in `block-subjects.ts`. */
  readonly subject: string;
  readonly remainingMs: number;
}

/** The maximum number of blocks in one listing for an operator. */
export const mostListedBlocks = 1_000;

export interface Blocks {
  /**
   * How long the subject is still blocked; 0 if it is not. One round trip. Throws
   * REDIS_UNAVAILABLE.
   */
  remainingMs(subject: string): Promise<number>;
  /**
   * Adds strikes. Returns the duration of the block that they triggered, or 0. One round trip.
   * Throws REDIS_UNAVAILABLE.
   */
  strike(subject: string, strikes: number): Promise<number>;
  /** Blocks immediately for the given time. Throws REDIS_UNAVAILABLE. */
  add(subject: string, blockMs: number): Promise<void>;
  /**
   * Lifts a block and deletes its history. Returns whether there was one. Throws REDIS_UNAVAILABLE.
   */
  lift(subject: string): Promise<boolean>;
  /**
   * The active blocks, longest remaining first, up to `mostListedBlocks`, and their total number.
   * Throws REDIS_UNAVAILABLE.
   */
  list(): Promise<{ blocks: Block[]; total: number }>;
}

/** Ordered by expiry, so that they can be listed without a scan. */
const indexKey = "abuse:index";
const blockKey = (subject: string) => `abuse:block:${subject}`;
const strikesKey = (subject: string) => `abuse:strikes:${subject}`;
const historyKey = (subject: string) => `abuse:blocks:${subject}`;

const number = z.coerce.number();
const listReply = z.tuple([number, z.array(z.string())]);

/** Progressive blocks of addresses and accounts, stored in Redis for all isolates. */
export function openBlocks(
  redis: RedisConnection,
  policy: BlockPolicy = defaultBlockPolicy,
): Blocks {
  const { threshold, windowMs, firstBlockMs, longestBlockMs, memoryMs } = policy;
  return {
    // PTTL is -2 for a missing key.
    remainingMs: async (subject) =>
      Math.max(
        0,
        number.parse(
          await redis.run(scripts.remaining, [blockKey(subject)], [], { repeatable: true }),
        ),
      ),
    strike: async (subject, strikes) => {
      const keys = [strikesKey(subject), blockKey(subject), historyKey(subject), indexKey];
      const limits = [threshold, windowMs, firstBlockMs, longestBlockMs, memoryMs];
      return number.parse(await redis.run(scripts.strike, keys, [strikes, ...limits, subject]));
    },
    add: async (subject, blockMs) =>
      void (await redis.run(scripts.add, [blockKey(subject), indexKey], [blockMs, subject])),
    lift: async (subject) => {
      const keys = [blockKey(subject), strikesKey(subject), historyKey(subject), indexKey];
      return number.parse(await redis.run(scripts.lift, keys, [subject])) > 0;
    },
    list: async () => {
      const answer = await redis.run(scripts.list, [indexKey], [mostListedBlocks]);
      const [total, flat] = listReply.parse(answer);
      const blocks = flat.flatMap((subject, index) =>
        index % 2 === 0 ? [{ subject, remainingMs: number.parse(flat[index + 1]) }] : [],
      );
      return { blocks, total };
    },
  };
}
