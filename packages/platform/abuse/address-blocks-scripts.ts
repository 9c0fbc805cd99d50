/** The block scripts, each one round trip. They use Redis's own clock. */

const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** KEYS: block. */
export const remaining = "return redis.call('PTTL', KEYS[1])";

/**
 * KEYS: strikes, block, number of blocks, index; ARGV: strikes, threshold, window, first, longest,
 * memory, subject. Every key expires: strikes with their window, a block with its duration, the
 * number of blocks when it is forgotten. A longer block set by an operator is kept.
 */
export const strike = `
local strikes = redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
if strikes < tonumber(ARGV[2]) then return 0 end
${now}
local blocks = redis.call('INCR', KEYS[3])
local length = math.min(ARGV[4] * 2 ^ (blocks - 1), tonumber(ARGV[5]))
redis.call('PEXPIRE', KEYS[3], string.format('%.0f', length + ARGV[6]))
length = math.max(length, redis.call('PTTL', KEYS[2]))
redis.call('SET', KEYS[2], blocks, 'PX', string.format('%.0f', length))
redis.call('ZADD', KEYS[4], now + length, ARGV[7])
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now)
redis.call('DEL', KEYS[1])
return string.format('%.0f', length)`;

/** KEYS: block, index; ARGV: ms, subject. */
export const add = `
${now}
redis.call('SET', KEYS[1], 'operator', 'PX', ARGV[1])
redis.call('ZADD', KEYS[2], now + ARGV[1], ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
return 1`;

/** KEYS: block, strikes, number of blocks, index; ARGV: subject. */
export const lift = `
local ended = redis.call('DEL', KEYS[1])
redis.call('DEL', KEYS[2], KEYS[3])
redis.call('ZREM', KEYS[4], ARGV[1])
return ended`;

/**
 * KEYS: index; ARGV: limit. Returns the number of blocks, and subjects with the remaining time of
 * each.
 */
export const list = `
${now}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local found = redis.call('ZREVRANGE', KEYS[1], 0, ARGV[1] - 1, 'WITHSCORES')
for i = 2, #found, 2 do found[i] = string.format('%.0f', found[i] - now) end
return { redis.call('ZCARD', KEYS[1]), found }`;
