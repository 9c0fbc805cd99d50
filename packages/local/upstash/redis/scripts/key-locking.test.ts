import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestUpstash, type TestDatabase, type TestUpstash } from "../../api/testing.ts";

let upstash: TestUpstash;
let database: TestDatabase;

beforeAll(async () => {
  upstash = await startTestUpstash();
  database = await upstash.createDatabase();
});
afterAll(() => upstash.cloud.close());

async function run(command: readonly unknown[], token = database.rest_token) {
  const init = { method: "POST", body: JSON.stringify(command), token };
  return JSON.parse(await (await upstash.rest(database, "/", init)).text());
}

const flag = "#!lua flags=allow-key-locking\n";
const dynamic = (key: string) =>
  expect.stringContaining(
    `ERR Dynamic keys are not allowed in Lua scripts when 'allow-key-locking' flag is set. Key was: ${key}`,
  );

describe("a script with allow-key-locking", () => {
  it.each([
    ["reads", "return redis.call('GET','other')", "other"],
    ["writes", "return redis.call('SET','other','1')", "other"],
    ["asks safely", "return redis.pcall('INCR','other')", "other"],
    ["has one key of several", "return redis.call('MSET',KEYS[1],'1','more','2')", "more"],
    ["unites sets", "return redis.call('ZUNIONSTORE',KEYS[1],2,KEYS[1],'set')", "set"],
    ["reads streams", "return redis.call('XREAD','STREAMS','x','0')", "x"],
  ])("is refused when it %s through a key that is not in KEYS", async (_what, script, key) => {
    expect(await run(["EVAL", flag + script, 1, "mine"])).toEqual({ error: dynamic(key) });
    expect(await run(["EXISTS", "other", "more"])).toEqual({ result: 0 });
  });

  it("uses its own keys, including computed ones, and the rest of redis", async () => {
    const script = `${flag}redis.call('SET', 'a' .. ARGV[1], 5)
      redis.log(redis.LOG_NOTICE, 'x')
      redis.call('PING', 'x')
      return {redis.call('INCR', KEYS[1]), redis.sha1hex('')}`;
    expect(await run(["EVAL", script, 1, "a1", "1"])).toEqual({
      result: [6, "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
    });
    expect(await run(["EVAL", `${flag}return redis.call('FLUSHALL')`, 0])).toEqual({
      error: expect.stringContaining("'flushall' is not allowed"),
    });
  });

  it("also limits a user who may run scripts and little else", async () => {
    const { result: token } = await run(["ACL", "GENTOKEN", "narrow"]);
    await run(["ACL", "SETUSER", "narrow", "on", `>${token}`, "~*", "+eval", "+get"]);
    const script = `${flag}return redis.call('GET','other')`;
    expect(await run(["EVAL", script, 0], token)).toEqual({ error: dynamic("other") });
  });

  it("without the flag may use any key", async () => {
    expect(await run(["EVAL", "return redis.call('GET','other')", 0])).toEqual({ result: null });
  });
});

describe("a library", () => {
  const library = `#!lua name=locks
local function get(keys, args) return redis.call('GET', args[1] or keys[1]) end
redis.register_function{function_name='locked', callback=get, flags={'no-writes', 'allow-key-locking'}}
redis.register_function('free', get)`;

  it("is loaded, and each function has its own flags", async () => {
    expect(await run(["FUNCTION", "LOAD", "REPLACE", library])).toEqual({ result: "locks" });
    await run(["SET", "mine", "1"]);
    expect(await run(["FCALL", "locked", 1, "mine"])).toEqual({ result: "1" });
    expect(await run(["FCALL", "locked", 1, "mine", "other"])).toEqual({ error: dynamic("other") });
    expect(await run(["FCALL", "free", 1, "mine", "other"])).toEqual({ result: null });
    expect(await run(["FCALL_RO", "locked", 1, "mine"])).toEqual({ result: "1" });
  });
});
