import { createHash } from "node:crypto";
import { connect } from "node:net";
import { createClient } from "redis";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startTestUpstash,
  type TestDatabase,
  type TestUpstash,
  upstashClient,
} from "../../api/testing.ts";

let upstash: TestUpstash;
let database: TestDatabase;
let redis: ReturnType<typeof createClient>;

beforeAll(async () => {
  upstash = await startTestUpstash();
  database = await upstash.createDatabase();
  redis = createClient({
    url: `redis://default:${database.password}@127.0.0.1:${database.port}`,
    RESP: 2,
  });
  await redis.connect();
});
afterAll(async () => {
  redis.destroy();
  await upstash.cloud.close();
});

const send = (...command: string[]) => redis.sendCommand(command);
const restError = async (command: readonly string[]) => {
  const init = { method: "POST", body: JSON.stringify(command) };
  const answer = await upstash.rest(database, "/", init);
  return ((await answer.json()) as { error?: string }).error;
};
const longKey = "k".repeat(32 * 1024 + 1);
const locked = "#!lua flags=allow-key-locking\n";

test.each([
  ["OBJECT", "ENCODING", "a"],
  ["SORT", "a"],
  ["LCS", "a", "b"],
  ["SPUBLISH", "c", "m"],
  ["FOOBAR", "a"],
  ["CONFIG", "GET", "*"],
  ["DEBUG", "SLEEP", "0"],
  ["CLUSTER", "INFO"],
  ["MEMORY", "DOCTOR"],
  ["FUNCTION", "DUMP"],
  ["PUBSUB", "SHARDCHANNELS"],
  ["GET", longKey],
  ["MSET", "a", "1", longKey, "2"],
  ["EVAL", "return 1", "1", longKey],
])("%s %s is refused with the text that REST has", async (...command) => {
  const error = await restError(command);
  expect(error).toMatch(/^ERR (Command is not available|max key size exceeded)/);
  await expect(send(...command)).rejects.toThrow(error);
});

test("what Upstash serves on the Redis protocol alone still works", async () => {
  expect(await send("SET", "a", "1")).toBe("OK");
  expect(await send("GET", "k".repeat(32 * 1024))).toBeNull();
  expect(await send("CLIENT", "SETNAME", "me")).toBe("OK");
  await expect(send("CLIENT", "TRACKING", "ON")).rejects.toThrow(
    "not available: 'CLIENT TRACKING'",
  );
  expect(await send("BLPOP", "empty", "0.01")).toBeNull();
  expect(await send("COPY", "a", "a")).toBe(0);
  expect(await redis.multi().set("b", "2").get("b").exec()).toEqual(["OK", "2"]);
  const received: string[] = [];
  const subscriber = redis.duplicate();
  await subscriber.connect();
  await subscriber.subscribe("news", (message) => received.push(message));
  await redis.publish("news", "m");
  await expect.poll(() => received).toEqual(["m"]);
  subscriber.destroy();
});

test("a refused command discards its transaction", async () => {
  await send("SET", "kept", "before");
  await send("MULTI");
  await send("SET", "kept", "after");
  await expect(send("LCS", "a", "b")).rejects.toThrow("Command is not available: LCS");
  await expect(send("EXEC")).rejects.toThrow("EXECABORT");
  expect(await send("GET", "kept")).toBe("before");
});

test("replies keep the order of their commands, refused ones among them", async () => {
  const answers = await Promise.allSettled([
    send("SET", "o", "1"),
    send("SORT", "o"),
    send("GET", longKey),
    send("INCR", "o"),
  ]);
  const texts = answers.map((answer) =>
    answer.status === "fulfilled"
      ? String(answer.value)
      : String(answer.reason.message).slice(0, 9),
  );
  expect(texts).toEqual(["OK", "ERR Comma", "ERR max k", "2"]);
});

test("locked scripts reach declared keys only, whichever protocol loaded them", async () => {
  const read = `${locked}return redis.call("GET", ARGV[1])`;
  await send("SET", "mine", "1");
  expect(await send("EVAL", read, "1", "mine", "mine")).toBe("1");
  await expect(send("EVAL", read, "1", "mine", "other")).rejects.toThrow("Dynamic keys");
  await upstashClient(database).scriptLoad(read);
  const digest = createHash("sha1").update(read).digest("hex");
  await expect(send("EVALSHA", digest, "1", "mine", "other")).rejects.toThrow("Dynamic keys");
});

test("ACL RESTTOKEN gives the token of REST for the right password", async () => {
  expect(await send("ACL", "RESTTOKEN", "default", database.password)).toBe(database.rest_token);
  await expect(send("ACL", "RESTTOKEN", "default", "wrong")).rejects.toThrow("Wrong password");
  await expect(send("ACL", "RESTTOKEN", "seaworthy", "")).rejects.toThrow("Wrong password");
});

/** Sends these bytes without a login and returns all that comes back until the connection ends. */
function raw(...parts: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(database.port, "127.0.0.1");
    let received = "";
    socket.on("data", (data) => {
      received += data;
    });
    socket.once("close", () => resolve(received));
    socket.once("error", () => undefined);
    for (const part of parts) socket.write(part);
    socket.end();
  });
}

test.each([
  [["PING\r\n"], /^-NOAUTH/],
  [["*2\r\n$4\r\nAUTH\r\n$5\r", "\nwrong\r\n"], /^-WRONGPASS/],
  [["*1\r\n$3\r\nLCS\r\n"], /^-NOAUTH/],
  [["*3\r\n$3\r\nACL\r\n$9\r\nRESTTOKEN\r\n$7\r\ndefault\r\n"], /^-NOAUTH/],
  [["*1\r\n!oops\r\n"], /^-ERR Protocol error: expected '\$'/],
  [["*-5x\r\n"], /^-ERR Protocol error: invalid multibulk length/],
  [["*9999999\r\n"], /^-ERR Protocol error: invalid multibulk length/],
  [["*2\r\n$3\r\nGET\r\n$99999999999\r\n"], /^-ERR max request size exceeded/],
  [["x".repeat(70_000)], /^-ERR Protocol error: too big inline/],
  [["POST / HTTP/1.1\r\nHost: localhost\r\n\r\n"], /^$/],
])("%j without a login gets %s", async (parts, answer) => {
  expect(await raw(...parts)).toMatch(answer);
});
