/**
 * The cache's scripts, each one round trip. An entry remembers the versions that its tags had when
 * its value was computed, and counts only while they are the current ones; so a value computed from
 * what was there before an invalidation is never served after it.
 */

const currentVersion = `
local versions = {}
for i = 3, #KEYS do versions[#versions + 1] = redis.call('GET', KEYS[i]) or '' end
local version = table.concat(versions, '|')`;

/** Milliseconds of Redis's own clock: isolates need not agree on the time. */
const currentTime = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** KEYS: entry, lease, tags…; ARGV: token, lease ms. Returns [state, value, version]. */
export const readOrLease = `
${currentVersion}
${currentTime}
local entry = redis.call('HMGET', KEYS[1], 'value', 'version', 'freshUntil')
local usable = entry[1] and entry[2] == version
if usable and now < tonumber(entry[3]) then return { 'fresh', entry[1], version } end
local held = redis.call('GET', KEYS[2])
local free = not held or string.sub(held, 1, #version + 1) ~= version .. '#'
if free then redis.call('SET', KEYS[2], version .. '#' .. ARGV[1], 'PX', ARGV[2]) end
if usable then return { free and 'revalidate' or 'stale', entry[1], version } end
return { free and 'compute' or 'wait', '', version }`;

/**
 * KEYS: entry, lease, tags…; ARGV: token, version, value, fresh ms, stale ms. Stores unless it was
 * invalidated or overtaken meanwhile.
 */
export const store = `
${currentVersion}
if version ~= ARGV[2] then return 0 end
local held = redis.call('GET', KEYS[2])
if held and held ~= ARGV[2] .. '#' .. ARGV[1] then return 0 end
${currentTime}
redis.call('HSET', KEYS[1], 'value', ARGV[3], 'version', ARGV[2], 'freshUntil', now + ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[4] + ARGV[5])
redis.call('DEL', KEYS[2])
return 1`;

/** KEYS: lease; ARGV: token, version, lease ms. The holder says that it is still at work. */
export const renew = `
if redis.call('GET', KEYS[1]) == ARGV[2] .. '#' .. ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return 0`;

/**
 * KEYS: lease; ARGV: token, version. Gives the lease back, so that nobody waits for a computation
 * that failed.
 */
export const release = `
if redis.call('GET', KEYS[1]) == ARGV[2] .. '#' .. ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** KEYS: tags…; ARGV: new version, ms to keep it (longer than any entry lives). */
export const invalidate = `
for i = 1, #KEYS do redis.call('SET', KEYS[i], ARGV[1], 'PX', ARGV[2]) end
return #KEYS`;
