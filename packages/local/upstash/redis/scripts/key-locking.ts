/**
 * What `allow-key-locking` means for a script at Upstash (docs, "Key-Based Locking"): it must not
 * access keys that it did not declare, nor the whole database. Redis has no such flag; each
 * function here returns one line of Lua that puts a restricting `redis` in front of the script. It
 * is one line so that errors keep their line numbers.
 */

/**
 * `k` contains the declared keys; `r()` is the real `redis`. Returns nil when the call is allowed.
 */
const check = `
local function bad(...)
  local c=string.lower(tostring((...)))
  if c=="flushdb" or c=="flushall" then
    return {err="ERR '"..c.."' is not allowed in Lua scripts when 'allow-key-locking' flag is set"}
  end
  if select("#",...)<2 then return nil end
  local t=r().pcall("COMMAND","GETKEYS",...)
  if t.err then return nil end
  for _,v in ipairs(t) do
    if not k[v] then
      return {err="ERR Dynamic keys are not allowed in Lua scripts when "
        .."'allow-key-locking' flag is set. Key was: "..v}
    end
  end
end
local function call(...)
  local e=k and bad(...)
  if e then error(e) end
  return r().call(...)
end
local function pcall(...) return (k and bad(...)) or r().pcall(...) end`;

/** Prepended to an EVAL script. */
export const scriptLock = oneLine(`
local redis=(function(redis)
  local function r() return redis end
  local k={}
  for _,v in ipairs(KEYS) do k[v]=true end
  ${check}
  return setmetatable({call=call,pcall=pcall},{__index=redis})
end)(redis);`);

const passedOn = ["sha1hex", "error_reply", "status_reply", "log", "setresp", "set_repl"];
const constants =
  "LOG_DEBUG=0,LOG_VERBOSE=1,LOG_NOTICE=2,LOG_WARNING=3," +
  "REPL_NONE=0,REPL_AOF=1,REPL_SLAVE=2,REPL_REPLICA=2,REPL_ALL=3";

/**
 * Prepended to a library's code, whose functions have the flag individually. Lua's own functions do
 * not exist yet while a library loads.
 */
export const libraryLock = oneLine(`
local redis=(function()
  local function r() return redis end
  local k
  ${check}
  local function held(callback,locked)
    return callback and function(keys,args)
      k=nil
      if locked then k={} for _,v in ipairs(keys) do k[v]=true end end
      return callback(keys,args)
    end
  end
  local function register(a,b)
    if b~=nil then return redis.register_function(a,held(b,false)) end
    local flags,locked={},false
    for i=1,#(a.flags or {}) do
      if a.flags[i]=="allow-key-locking" then locked=true else flags[#flags+1]=a.flags[i] end
    end
    a.flags=flags
    a.callback=held(a.callback,locked)
    return redis.register_function(a)
  end
  return {call=call,pcall=pcall,register_function=register,${constants},
    ${passedOn.map((name) => `${name}=function(...) return redis.${name}(...) end`).join(",")}}
end)();`);

function oneLine(lua: string): string {
  return `${lua.trim().replace(/\s*\n\s*/g, " ")} `;
}
