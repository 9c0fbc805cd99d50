import { z } from "zod";
import type { RedisConnection } from "../redis/redis.ts";

/**
 * A number that goes up and down: sockets of one Durable Object, bytes waiting. It is valid until
 * it is written again or `keepMs` have passed, since its reporter may have died.
 */
export interface Gauge {
  /** As declared in `metrics.gauges` of the module. */
  readonly name: string;
  /** Who reports it: the id of a Durable Object. */
  readonly instance: string;
  readonly value: number;
  readonly keepMs: number;
}

const key = "gauges:2";
const longestMs = 24 * 3600 * 1000;
/** Calls time out long before. A larger difference means that a clock was set back. */
const longestOvertakingMs = 10_000;

/**
 * Calls can overtake each other, so a value does not replace one that was reported after it. KEYS:
 * the hash; ARGV: ms to keep it, the field, its value, its expiry time, when it was reported.
 */
const setScript = `
local stored = redis.call('HGET', KEYS[1], ARGV[2])
local newer = (stored and tonumber(string.match(stored, '(%S+)$')) or 0) - tonumber(ARGV[5])
if newer > 0 and newer < ${longestOvertakingMs} then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3] .. ' ' .. ARGV[4] .. ' ' .. ARGV[5])
return redis.call('PEXPIRE', KEYS[1], ARGV[1])`;
/** Returns the valid values and deletes the others. ARGV: now. */
const readScript = `
local all = redis.call('HGETALL', KEYS[1])
local held = {}
for i = 1, #all, 2 do
  local value, ends = string.match(all[i + 1], '^(%S+) (%S+) ')
  if tonumber(ends) > tonumber(ARGV[1]) then
    table.insert(held, all[i])
    table.insert(held, value)
  else
    redis.call('HDEL', KEYS[1], all[i])
  end
end
return held`;

const pairs = z.array(z.coerce.string());

/**
 * Throws REDIS_UNAVAILABLE.
 *
 * @param now when it was reported: values may be written in any order.
 */
export async function writeGauge(
  redis: RedisConnection,
  { name, instance, value, keepMs }: Gauge,
  now: number,
): Promise<void> {
  const field = `${name} ${instance}`;
  const ends = now + Math.min(keepMs, longestMs);
  const args = [longestMs, field, value, ends, now];
  await redis.run(setScript, [key], args, { repeatable: true });
}

/** The highest valid value of each name. Throws REDIS_UNAVAILABLE. */
export async function readGauges(
  redis: RedisConnection,
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const flat = pairs.parse(await redis.run(readScript, [key], [now], { repeatable: true }));
  const highest = new Map<string, number>();
  for (let index = 0; index < flat.length; index += 2) {
    const [name = ""] = (flat[index] ?? "").split(" ");
    highest.set(name, Math.max(highest.get(name) ?? 0, Number(flat[index + 1])));
  }
  return highest;
}
