import type { Redis } from "@upstash/redis";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  startTestClient,
  type TestDatabase,
  type TestUpstash,
  upstashClient,
} from "../api/testing.ts";

const patiently = { timeout: 10_000 };
let upstash: TestUpstash;
let database: TestDatabase;
let redis: Redis;

beforeAll(async () => {
  ({ upstash, database, redis } = await startTestClient());
});
afterAll(() => upstash.cloud.close());

describe("@upstash/redis, unchanged", () => {
  it("keeps types, hashes, sorted sets and streams", async () => {
    expect(await redis.set("user", { name: "Ünal", tags: ["a", null] }, { ex: 60 })).toBe("OK");
    expect(await redis.get("user")).toEqual({ name: "Ünal", tags: ["a", null] });
    expect(await redis.hset("hash", { a: 1, b: "two", ok: "OK" })).toBe(3);
    expect(await redis.hgetall("hash")).toEqual({ a: 1, b: "two", ok: "OK" });
    await redis.zadd("scores", { score: 1.5, member: "one" }, { score: 2, member: "two" });
    expect(await redis.zrange("scores", 0, -1, { withScores: true })).toEqual([
      "one",
      1.5,
      "two",
      2,
    ]);
    await redis.xadd("stream", "1-1", { field: "value", n: 2 });
    expect(await redis.xrange("stream", "-", "+")).toEqual({ "1-1": { field: "value", n: 2 } });
    expect(await redis.mget("user", "missing")).toEqual([
      { name: "Ünal", tags: ["a", null] },
      null,
    ]);
  });

  it("pipelines automatically and explicitly, and separates the errors", async () => {
    expect(await Promise.all([redis.incr("n"), redis.incr("n"), redis.get("n")])).toEqual([
      1, 2, 2,
    ]);
    const results = await redis
      .pipeline()
      .set("text", "x")
      .incr("text")
      .get("text")
      .exec({ keepErrors: true });
    expect(results.map(({ error }) => error !== undefined)).toEqual([false, true, false]);
  });

  it("scans to the end", async () => {
    const keys = Array.from({ length: 300 }, (_, index) => `scan:${index}`);
    await redis.mset(Object.fromEntries(keys.map((key) => [key, 1])));
    const found = new Set<string>();
    let cursor = "0";
    do {
      const [next, page] = await redis.scan(cursor, { match: "scan:*", count: 50 });
      for (const key of page) found.add(key);
      cursor = next;
    } while (cursor !== "0");
    expect(found).toEqual(new Set(keys));
  });

  it("runs scripts by text and by digest", async () => {
    const script = redis.createScript<string>("return ARGV[1] .. redis.call('GET', KEYS[1])");
    await redis.set("who", "world");
    expect(await script.exec(["who"], ["hello "])).toBe("hello world");
    expect(await script.exec(["who"], ["hello "])).toBe("hello world");
    const digest = await redis.scriptLoad("#!lua flags=allow-key-locking\nreturn 7");
    expect(await redis.scriptExists(digest)).toEqual([1]);
    expect(await redis.evalsha(digest, [], [])).toBe(7);
  });

  it.each([["base64", "base64"] as const, ["plain", false] as const])(
    "returns any text unchanged, in %s",
    async (_name, responseEncoding) => {
      const client = upstashClient(database, database.rest_token, {
        responseEncoding,
        automaticDeserialization: false,
      });
      const anything = fc.string({ unit: "grapheme", maxLength: 200 });
      await fc.assert(
        fc.asyncProperty(anything, anything, async (key, value) => {
          await client.set(key, value);
          // The client returns an "OK" reply without decoding it.
          expect(await client.get(key)).toBe(value);
        }),
        { numRuns: 60 },
      );
    },
  );
});

describe("subscriptions", () => {
  it("deliver messages of channels and patterns, and end with the client", async () => {
    const received: unknown[] = [];
    const channel = redis.subscribe<string>(["chat"]);
    const pattern = redis.psubscribe<string>(["ch*"]);
    channel.on("message", ({ channel: name, message }) => received.push([name, message]));
    pattern.on("pmessage", ({ pattern: by, channel: name, message }) =>
      received.push([by, name, message]),
    );
    await expect.poll(() => redis.publish("chat", "probe"), patiently).toBe(2);
    await redis.publish("chat", { text: "hello, world" });
    await expect.poll(() => received, patiently).toContainEqual(["chat", { text: "hello, world" }]);
    await expect
      .poll(() => received, patiently)
      .toContainEqual(["ch*", "chat", { text: "hello, world" }]);
    await Promise.all([channel.unsubscribe(), pattern.unsubscribe()]);
    await expect.poll(() => redis.publish("chat", "nobody"), patiently).toBe(0);
  });

  it("show a monitor what runs, and never a password", async () => {
    const abort = new AbortController();
    const response = await upstash.rest(database, "/monitor", {
      method: "POST",
      signal: abort.signal,
      headers: { accept: "text/event-stream" },
    });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const token = await redis.exec<string>(["ACL", "GENTOKEN", "watched"]);
    await redis.exec(["ACL", "SETUSER", "watched", "on", `>${token}`, "+ping"]);
    await redis.set("seen", "by-monitor");
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes("by-monitor")) break;
    }
    abort.abort();
    expect(text).toMatch(/^data: "OK"\n\ndata: \d+\.\d+ \[0 [^\]]+\] /);
    expect(text).not.toContain(token);
  });
});
