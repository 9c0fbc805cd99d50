import { z } from "zod";
import type { RedisConnection } from "../redis/redis.ts";
import { counterKey, type LimitStore } from "./rate-limit-store.ts";

/**
 * ARGV: the request, and each counter's limit and window. A request that is retried because its
 * first response was late counts only once. Each counter is a sorted set of the times of allowed
 * requests. Redis's own clock is used, so isolates' clocks may differ; scripts run alone, so two
 * requests never take the same place. A set has at most as many members as its limit, and expires
 * with its window.
 */
const slidingWindows = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local used, passes = {}, true
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - ARGV[2 * i + 1] * 1000)
  redis.call('ZREM', key, ARGV[1])
  used[i] = redis.call('ZCARD', key)
  if used[i] >= tonumber(ARGV[2 * i]) then passes = false end
end
local standings = {}
for i, key in ipairs(KEYS) do
  local limit, window = tonumber(ARGV[2 * i]), ARGV[2 * i + 1]
  local room = used[i] < limit
  if passes then
    redis.call('ZADD', key, now, ARGV[1])
    redis.call('PEXPIRE', key, window)
    used[i] = used[i] + 1
  end
  local reset = window * 1000
  local oldest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if oldest[2] then reset = oldest[2] + reset - now end
  table.insert(standings, room and 1 or 0)
  table.insert(standings, limit - used[i])
  table.insert(standings, math.ceil(reset / 1000))
end
return standings`;

const reply = z.array(z.coerce.number());

/**
 * Counts in Redis: all of a request's counts in one EVAL, one round trip. EVALSHA would save
 * sending these lines but need a second round trip whenever the server has dropped them. Throws
 * REDIS_UNAVAILABLE.
 */
export function redisLimits(redis: RedisConnection): LimitStore {
  return {
    count: async (counts) => {
      const args = counts.flatMap(({ quota }) => [quota.limit, quota.windowMs]);
      const numbers = reply.parse(
        await redis.run(slidingWindows, counts.map(counterKey), [crypto.randomUUID(), ...args], {
          repeatable: true,
        }),
      );
      return counts.map((_count, index) => {
        const [hasRoom, remaining = 0, resetMs = 0] = numbers.slice(3 * index);
        return { hasRoom: hasRoom === 1, remaining: Math.max(0, remaining), resetMs };
      });
    },
  };
}
