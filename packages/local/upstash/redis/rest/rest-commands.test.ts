import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestUpstash, type TestDatabase, type TestUpstash } from "../../api/testing.ts";

let upstash: TestUpstash;
let database: TestDatabase;

beforeAll(async () => {
  upstash = await startTestUpstash();
  database = await upstash.createDatabase();
});
afterAll(() => upstash.cloud.close());

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await upstash.rest(database, path, {
    method: "POST",
    body: JSON.stringify(body),
    headers,
  });
  return { status: response.status, text: await response.text() };
}

describe("single commands on a real Redis", () => {
  const table: [command: (string | number)[], result: string][] = [
    [["SET", "s", "ü€😀"], '"OK"'],
    [["GET", "s"], '"ü€😀"'],
    [["GET", "missing"], "null"],
    [["SET", "big", "9007199254740993"], '"OK"'],
    [["INCRBY", "big", 1], "9007199254740994"],
    [["SET", "max", "9223372036854775806"], '"OK"'],
    [["INCR", "max"], "9223372036854775807"],
    [["MGET", "s", "missing", "big"], '["ü€😀",null,"9007199254740994"]'],
    [["HSET", "h", "a", 1, "b", "x"], "2"],
    [["HGETALL", "h"], '["a","1","b","x"]'],
    [["HMGET", "h", "a", "none"], '["1",null]'],
    [["ZADD", "z", 1.5, "one", 2, "two"], "2"],
    [["ZRANGE", "z", 0, -1, "WITHSCORES"], '["one","1.5","two","2"]'],
    [["ZSCORE", "z", "one"], '"1.5"'],
    [["XADD", "x", "1-1", "f", "v"], '"1-1"'],
    [["XADD", "x", "2-1", "f", "w", "g", ""], '"2-1"'],
    [["XRANGE", "x", "-", "+"], '[["1-1",["f","v"]],["2-1",["f","w","g",""]]]'],
    [["XGROUP", "CREATE", "x", "workers", 0], '"OK"'],
    [
      ["XREADGROUP", "GROUP", "workers", "me", "COUNT", 1, "STREAMS", "x", ">"],
      '[["x",[["1-1",["f","v"]]]]]',
    ],
    [["XACK", "x", "workers", "1-1"], "1"],
    [["XREAD", "STREAMS", "x", "2-1"], "null"],
    [["LPUSH", "l", "a", "b"], "2"],
    [["LPOP", "l", 5], '["b","a"]'],
    [["GEOADD", "g", 13.361389, 38.115556, "Palermo"], "1"],
    [["GEOPOS", "g", "nowhere"], "[null]"],
    [["EVAL", "return {1, false, 'x', {2, false}}", 0], '[1,null,"x",[2,null]]'],
    [["EVAL", "return redis.status_reply('FINE')", 0], '"FINE"'],
    [["SETRANGE", "pad", 3, "x"], "4"],
    [["GET", "pad"], '"\\u0000\\u0000\\u0000x"'],
    [["TYPE", "z"], '"zset"'],
    [["TTL", "s"], "-1"],
    [["EXISTS", "s", "h", "missing"], "2"],
    [["PING"], '"PONG"'],
  ];
  it("return what Upstash returns", async () => {
    for (const [command, result] of table) {
      expect({ command, ...(await post("/", command)) }).toEqual({
        command,
        status: 200,
        text: `{"result":${result}}`,
      });
    }
  });

  it("are encoded in base64 on request, including nested values, except OK", async () => {
    const base64 = { "upstash-encoding": "base64" };
    expect((await post("/", ["SET", "b", "bar"], base64)).text).toBe('{"result":"OK"}');
    expect((await post("/", ["MGET", "b", "missing"], base64)).text).toBe(
      '{"result":["YmFy",null]}',
    );
    expect((await post("/", ["EVAL", "return {'a', {'b', 1}}", 0], base64)).text).toBe(
      '{"result":["YQ==",["Yg==",1]]}',
    );
  });

  it("come through path, body and query", async () => {
    expect(await (await upstash.rest(database, "/set/path/value")).text()).toBe('{"result":"OK"}');
    const bytes = Buffer.from([0, 255, 128, 10]);
    expect(
      await (
        await upstash.rest(database, "/set/bytes?EX=100", { method: "POST", body: bytes })
      ).text(),
    ).toBe('{"result":"OK"}');
    expect((await post("/", ["GET", "bytes"], { "upstash-encoding": "base64" })).text).toBe(
      `{"result":"${bytes.toString("base64")}"}`,
    );
    expect((await post("/", ["TTL", "bytes"])).text).toMatch(/\{"result":(100|99)\}/);
    const byParameter = await fetch(
      `http://${database.endpoint}/get/path?_token=${database.rest_token}`,
    );
    expect(await byParameter.text()).toBe('{"result":"value"}');
  });

  it("return RESP 2 on request", async () => {
    const resp2 = { "upstash-response-format": "resp2" };
    expect(await post("/", ["SET", "r", "bar"], resp2)).toEqual({ status: 200, text: "+OK\r\n" });
    expect((await post("/", ["GET", "r"], resp2)).text).toBe("$3\r\nbar\r\n");
    expect(
      (await post("/pipeline", [["INCR", "max2"], ["GET", "none"], ["NOSUCH"]], resp2)).text,
    ).toMatch(/^:1\r\n\$-1\r\n-ERR Command is not available: 'NOSUCH'/);
    expect((await post("/", ["GET", "r"], { "upstash-response-format": "xml" })).status).toBe(400);
    expect((await post("/", ["GET", "r"], { ...resp2, "upstash-encoding": "base64" })).status).toBe(
      400,
    );
  });
});

describe("errors", () => {
  it.each<[what: string, body: unknown, status: number, error: RegExp]>([
    ["of Redis", ["HSET", "s", "f", "v"], 400, /^WRONGTYPE /],
    ["of arity", ["GET"], 400, /^ERR wrong number of arguments for 'get' command$/],
    ["for unknown commands", ["NOSUCH"], 400, /^ERR Command is not available: 'NOSUCH'/],
    ["for blocking commands", ["BLPOP", "l", 0], 400, /^ERR Command is not available: 'BLPOP'/],
    ["for blocking reads", ["XREAD", "BLOCK", 0, "STREAMS", "x", "$"], 400, /'XREAD BLOCK'/],
    ["for administration", ["CONFIG", "GET", "*"], 400, /^ERR Command is not available: 'CONFIG'/],
    ["for bodies that are no command", { set: 1 }, 400, /^ERR failed to parse command/],
    ["for missing scripts", ["EVALSHA", "0".repeat(40), 0], 400, /^NOSCRIPT /],
  ])("%s", async (_what, body, status, error) => {
    const answer = await post("/", body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual({ error: expect.stringMatching(error) });
  });

  it("name the missing authentication, the method and unknown paths", async () => {
    const wrong = await upstash.rest(database, "/ping", { token: "wrong" });
    expect([wrong.status, await wrong.json()]).toEqual([
      401,
      { error: "WRONGPASS invalid or missing auth token" },
    ]);
    expect((await fetch(`http://${database.endpoint}/ping`)).status).toBe(401);
    expect((await upstash.rest(database, "/ping", { method: "DELETE" })).status).toBe(405);
    expect((await upstash.rest(database, "/pipeline")).status).toBe(405);
    expect(
      (await upstash.rest(database, "/pipeline/x", { method: "POST", body: "[]" })).status,
    ).toBe(404);
  });

  it("refuse what exceeds the plan, and keep serving", async () => {
    const answer = await post("/", ["SET", "large", "x".repeat(10 * 1024 ** 2)]);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("ERR max request size exceeded. Limit: 10485760 bytes");
    expect((await post("/", ["EXISTS", "large"])).text).toBe('{"result":0}');
  });
});

describe("pipelines", () => {
  it("give each command its own result, whatever happened to the others", async () => {
    const { status, text } = await post("/pipeline", [
      ["SET", "p", "x"],
      ["INCR", "p"],
      ["BLPOP", "l", 0],
      ["GET", "p"],
    ]);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual([
      { result: "OK" },
      { error: "ERR value is not an integer or out of range" },
      { error: expect.stringContaining("'BLPOP'") },
      { result: "x" },
    ]);
  });

  it("keep the order of thousands of commands", async () => {
    const { text } = await post(
      "/pipeline",
      Array.from({ length: 5000 }, () => ["INCR", "count"]),
    );
    expect(JSON.parse(text).map((item: { result: number }) => item.result)).toEqual(
      Array.from({ length: 5000 }, (_, index) => index + 1),
    );
  });
});

describe("transactions", () => {
  it("run all commands, even after one that fails at run time", async () => {
    const { status, text } = await post("/multi-exec", [
      ["SET", "t", "x"],
      ["INCR", "t"],
      ["GET", "t"],
    ]);
    expect([status, JSON.parse(text)]).toEqual([
      200,
      [{ result: "OK" }, { error: "ERR value is not an integer or out of range" }, { result: "x" }],
    ]);
  });

  it("do nothing when one command cannot be queued", async () => {
    const { status, text } = await post("/multi-exec", [["SET", "never", "x"], ["INCR"]]);
    expect([status, JSON.parse(text).error]).toEqual([
      400,
      "EXECABORT Transaction discarded because of: ERR wrong number of arguments for 'incr' command",
    ]);
    expect(
      (
        await post("/multi-exec", [
          ["SET", "never", "x"],
          ["BLPOP", "l", 0],
        ])
      ).text,
    ).toContain("EXECABORT");
    expect((await post("/", ["EXISTS", "never"])).text).toBe('{"result":0}');
  });

  it("are isolated from other clients", async () => {
    const rounds = Array.from({ length: 100 }, async () => {
      const [transaction] = await Promise.all([
        post("/multi-exec", [
          ["INCR", "atomic"],
          ["INCR", "atomic"],
        ]),
        post("/", ["INCR", "atomic"]),
      ]);
      const [first, second] = JSON.parse(transaction.text) as [
        { result: number },
        { result: number },
      ];
      return second.result - first.result;
    });
    expect(new Set(await Promise.all(rounds))).toEqual(new Set([1]));
    expect((await post("/", ["GET", "atomic"])).text).toBe('{"result":"300"}');
  });
});
