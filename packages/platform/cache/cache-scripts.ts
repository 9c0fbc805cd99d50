/**
 * The cache's scripts, each one round trip. An entry stores the versions of its tags at the time of
 * its computation and is valid only while they are current, so a value computed from data before an
 * invalidation is never served after it. A key of the wrong type, which this cache did not write,
 * counts as missing and is overwritten.
 */

const reading = `
local function text(key)
  local found = redis.pcall('GET', key)
  return type(found) == 'string' and found or nil
end`;

/** Milliseconds of Redis's own clock: isolates' clocks may differ. */
const currentTime = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/**
 * KEYS: entry, lease, tags…; ARGV: token, lease ms, tag ms. Returns [state, value, version]. A tag
 * without a version gets a new one: Redis may have evicted the version that an invalidation set, so
 * dependent values are recomputed.
 */
export const readOrLease = `
${reading}
${currentTime}
local versions = {}
for i = 3, #KEYS do
  local version = text(KEYS[i])
  if not version then
    version = ARGV[1] .. ':' .. time[1] .. '.' .. time[2]
    redis.call('SET', KEYS[i], version, 'PX', ARGV[3])
  end
  versions[#versions + 1] = version
end
local version = table.concat(versions, '|')
local entry = redis.pcall('HMGET', KEYS[1], 'value', 'version', 'freshUntil', 'staleUntil', 'at')
local freshUntil = not entry.err and entry[3] and string.match(entry[3], '^%d+$')
local usable = freshUntil and entry[1] and entry[2] == version
if usable and now < tonumber(freshUntil) then return { 'fresh', entry[1], version, 0 } end
local age = usable and now - (tonumber(entry[5] or '') or now) or 0
local staleUntil = usable and tonumber(entry[4] or '')
-- Kept for an outage alone: the lease holder may fall back on it.
local spare = staleUntil and now >= staleUntil
local held = text(KEYS[2])
local free = not held or string.sub(held, 1, #version + 1) ~= version .. '#'
if free then redis.call('SET', KEYS[2], version .. '#' .. ARGV[1], 'PX', ARGV[2]) end
if usable and not spare then
  return { free and 'revalidate' or 'stale', entry[1], version, age }
end
return { free and 'compute' or 'wait', spare and entry[1] or '', version, age }`;

/**
 * KEYS: entry, lease, tags…; ARGV: token, version, value, fresh ms, stale ms, spare ms. Stores
 * unless it was invalidated or superseded in between.
 */
export const store = `
${reading}
${currentTime}
local versions = {}
for i = 3, #KEYS do versions[#versions + 1] = text(KEYS[i]) or '' end
if table.concat(versions, '|') ~= ARGV[2] then return 0 end
local held = text(KEYS[2])
if held and held ~= ARGV[2] .. '#' .. ARGV[1] then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'value', ARGV[3], 'version', ARGV[2], 'freshUntil', now + ARGV[4],
  'staleUntil', now + ARGV[4] + ARGV[5], 'at', now)
redis.call('PEXPIRE', KEYS[1], ARGV[4] + ARGV[5] + ARGV[6])
return 1`;

/**
 * KEYS: entry; ARGV: version, ms. The value could not be recomputed: serves it like a stale one for
 * that long, with one reader at a time retrying.
 */
export const postpone = `
${currentTime}
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
return redis.call('HSET', KEYS[1], 'staleUntil', now + ARGV[2])`;

/** KEYS: entry; ARGV: value. Deletes an unreadable entry if it is still the same. */
export const discard = `
if redis.call('HGET', KEYS[1], 'value') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** KEYS: lease; ARGV: token, version, lease ms. The holder is still working. */
export const renew = `
if redis.call('GET', KEYS[1]) == ARGV[2] .. '#' .. ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return 0`;

/**
 * KEYS: lease; ARGV: token, version. Releases the lease, so that no request waits for a failed
 * computation.
 */
export const release = `
if redis.call('GET', KEYS[1]) == ARGV[2] .. '#' .. ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** KEYS: tags…; ARGV: new version, ms to keep it. */
export const invalidate = `
for i = 1, #KEYS do redis.call('SET', KEYS[i], ARGV[1], 'PX', ARGV[2]) end
return #KEYS`;
