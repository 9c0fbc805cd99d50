import { defined } from "@seaworthy/core/defined";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  startTestUpstash,
  type TestDatabase,
  type TestUpstash,
  upstashClient,
} from "../api/testing.ts";

let upstash: TestUpstash;
let database: TestDatabase;

beforeAll(async () => {
  upstash = await startTestUpstash();
  database = await upstash.createDatabase();
});
afterAll(() => upstash.cloud.close());

const noNull = "ERR null args are not supported";

async function post(path: string, body?: unknown, of = database) {
  const response = await upstash.rest(of, path, {
    method: "POST",
    ...defined({ body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse(await response.text()),
  };
}

describe("null among arguments", () => {
  it("fails only its own command of a pipeline", async () => {
    const { status, body } = await post("/pipeline", [
      ["SET", "null:a", "1"],
      ["SET", "null:b", null],
      [null, "x"],
      ["GET", "null:a"],
    ]);
    expect([status, body]).toEqual([
      200,
      [{ result: "OK" }, { error: noNull }, { error: noNull }, { result: "1" }],
    ]);
  });

  it("fails only one call of the client's automatic pipeline", async () => {
    const redis = upstashClient(database);
    const results = await Promise.allSettled([
      redis.set("auto:a", "1"),
      redis.set("auto:b", undefined),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await redis.get("auto:a")).toBe(1);
  });

  it("fails a single command, and a whole transaction", async () => {
    expect(await post("/", ["SET", "b", null])).toMatchObject({
      status: 400,
      body: { error: noNull },
    });
    const transaction = [
      ["SET", "null:t", "1"],
      ["SET", "b", null],
    ];
    expect(await post("/multi-exec", transaction)).toMatchObject({
      status: 400,
      body: { error: `EXECABORT Transaction discarded because of: ${noNull}` },
    });
    expect((await post("/exists/null:t")).body).toEqual({ result: 0 });
  });
});

describe("the sync token", () => {
  const tokenOf = ({ headers }: { headers: Headers }) => headers.get("upstash-sync-token");

  it.each<[what: string, path: string, body?: unknown]>([
    ["a path", "/set/sync/1"],
    ["a body", "/", ["INCR", "sync"]],
    [
      "a pipeline",
      "/pipeline",
      [
        ["GET", "sync"],
        ["INCR", "sync"],
      ],
    ],
    ["a transaction", "/multi-exec", [["INCR", "sync"]]],
    ["a script", "/", ["EVAL", "return redis.call('INCR', KEYS[1])", 1, "sync"]],
  ])(
    "changes with each write by %s, and stays the same without writes",
    async (_what, path, body) => {
      const [first, second] = [await post(path, body), await post(path, body)];
      expect(tokenOf(second)).not.toBe(tokenOf(first));
      expect(tokenOf(await post("/get/sync"))).toBe(tokenOf(second));
      expect(tokenOf(await post("/", ["INCR"]))).toBe(tokenOf(second));
    },
  );

  it("never repeats after a restart", async () => {
    const before = tokenOf(await post("/get/sync"));
    await upstash.cloud.restart();
    expect(tokenOf(await post("/get/sync"))).not.toBe(before);
  });
});

describe("web pages", () => {
  const origin = "https://a.example";

  it("may send requests from any origin, with a token", async () => {
    const asked = await fetch(`http://${database.endpoint}/get/a`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-headers": "authorization" },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-origin")).toBe("*");
    expect(asked.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(asked.headers.get("access-control-allow-methods")).toContain("POST");
    const answer = await upstash.rest(database, "/get/a", { headers: { origin } });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
    const refused = await upstash.rest(database, "/get/a", { headers: { origin }, token: "no" });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([
      401,
      "*",
    ]);
  });
});

describe("what Upstash does not support", () => {
  it.each([
    [["SORT", "k"], "SORT"],
    [["LCS", "a", "b"], "LCS"],
    [["OBJECT", "ENCODING", "k"], "OBJECT"],
    [["SPUBLISH", "c", "m"], "SPUBLISH"],
    [["FOOBAR", "a"], "FOOBAR"],
    [["FUNCTION", "DUMP"], "FUNCTION DUMP"],
  ])("%j is refused on REST in every form", async (command, name) => {
    const error = `ERR Command is not available: '${name}'. See https://upstash.com/docs/redis/overall/rediscompatibility for details`;
    expect(await post("/", command)).toMatchObject({ status: 400, body: { error } });
    expect(await post(`/${command.join("/")}`)).toMatchObject({ status: 400, body: { error } });
    expect((await post("/pipeline", [command, ["PING"]])).body).toEqual([
      { error },
      { result: "PONG" },
    ]);
    expect((await post("/multi-exec", [command])).body.error).toContain(error);
  });

  it("is refused on the Redis protocol and in scripts", async () => {
    const url = `redis://default:${database.password}@127.0.0.1:${database.port}`;
    const client = await createClient({ url }).connect();
    for (const command of [
      ["SORT", "k"],
      ["LCS", "a", "b"],
      ["OBJECT", "ENCODING", "k"],
    ])
      await expect(client.sendCommand(command)).rejects.toThrow("not available");
    client.destroy();
    expect((await post("/", ["EVAL", "return redis.call('SORT', 'k')", 0])).status).toBe(400);
  });
});

describe("what Upstash supports and this Redis may lack", () => {
  it.each([
    [["HGETEX", "h", "EX", "10", "FIELDS", "1", "f"], "HGETEX", "8.0"],
    [["XDELEX", "x", "IDS", "1", "1-1"], "XDELEX", "8.2"],
    [["BITOP", "DIFF", "d", "a", "b"], "BITOP DIFF", "8.2"],
    [["SET", "if", "b", "IFEQ", "a"], "SET IFEQ", "8.4"],
  ])(
    "%j works, or is refused with the version that introduced it",
    async (command, name, since) => {
      const { status, body } = await post("/", command);
      if (status === 200) return expect(body).toHaveProperty("result");
      expect(body.error).toBe(
        `ERR Upstash serves '${name}', but the Redis of this machine does not: it came with Redis ${since}`,
      );
      expect((await post("/multi-exec", [command])).body).not.toEqual([{ result: "OK" }]);
    },
  );
});

describe("individual commands", () => {
  it("copy a key onto itself as a no-op", async () => {
    await post("/set/copied/1");
    expect((await post("/copy/copied/copied")).body).toEqual({ result: 0 });
    expect((await post("/multi-exec", [["COPY", "copied", "copied"]])).body).toEqual([
      { result: 0 },
    ]);
  });

  it("create the REST token of a built-in user from its password", async () => {
    expect((await post("/", ["ACL", "RESTTOKEN", "default", database.password])).body).toEqual({
      result: database.rest_token,
    });
    expect((await post("/", ["ACL", "RESTTOKEN", "seaworthy", ""])).body).toEqual({
      error: 'ERR Wrong password or user "seaworthy" does not exist',
    });
  });
});

describe("streams", () => {
  it.each(["/subscribe", "/psubscribe/", "/monitor/x"])("%s is refused", async (path) => {
    expect(await post(path)).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/^ERR wrong number of arguments for '\w+' command$/) },
    });
  });

  it("end when their password is reset, and cannot log in again", async () => {
    const owned = await upstash.createDatabase();
    const response = await upstash.rest(owned, "/subscribe/c", { method: "POST" });
    const reading = response.text();
    const { body } = await upstash.call("POST", `/v2/redis/reset-password/${owned.database_id}`);
    expect(await reading).toBe("data: subscribe,c,1\n\n");
    const after = { ...owned, ...body } as TestDatabase;
    expect((await post("/", ["ACL", "LOG"], after)).body).toEqual({ result: [] });
    expect((await post("/publish/c/m", undefined, after)).body).toEqual({ result: 0 });
  });
});

describe("keys over 32 KB", () => {
  const key = "k".repeat(32 * 1024);
  const long = `${key}k`;
  const error = "ERR max key size exceeded. Limit: 32768 bytes, Actual: 32769 bytes";

  it.each([
    [["SET", long, "1"]],
    [["GET", long]],
    [["MSET", "a", "1", long, "2"]],
    [["EVAL", "return 1", 1, long]],
    [["ZUNIONSTORE", "to", 2, "a", long]],
    [["SET", `${"\u00e9".repeat(16 * 1024)}k`, "1"]],
  ])("are refused: %#", async (command) => {
    expect(await post("/", command)).toMatchObject({ status: 400, body: { error } });
  });

  it.each([
    [["SET", key, "1"]],
    [["SET", "short", long]],
    [["HSET", "hash", long, long]],
    [["ECHO", long]],
    [["EVAL", "return 1", 0, long]],
  ])("are not what is long here: %#", async (command) => {
    expect((await post("/", command)).status).toBe(200);
  });

  it("fail their own command of a pipeline, in order, and a transaction whole", async () => {
    const commands = [
      ["SET", "order", "1"],
      ["SET", long, "1"],
      ["SET", "order", "2"],
      ["GET", "order"],
    ];
    expect((await post("/pipeline", commands)).body).toEqual([
      { result: "OK" },
      { error },
      { result: "OK" },
      { result: "2" },
    ]);
    await post("/", ["DEL", "order"]);
    expect((await post("/multi-exec", commands)).body.error).toContain(error);
    expect((await post("/", ["GET", "order"])).body).toEqual({ result: null });
  });
});
