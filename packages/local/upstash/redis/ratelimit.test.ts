import { Ratelimit } from "@upstash/ratelimit";
import { afterAll, beforeAll, expect, it } from "vitest";
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

const algorithms = {
  "a sliding window": () => Ratelimit.slidingWindow(5, "1 h"),
  "a fixed window": () => Ratelimit.fixedWindow(5, "1 h"),
  "a token bucket": () => Ratelimit.tokenBucket(5, "1 h", 5),
};

it.each(Object.entries(algorithms))(
  "@upstash/ratelimit counts with %s, first by EVAL and then by EVALSHA",
  async (name, limiter) => {
    const redis = upstashClient(database);
    const limit = new Ratelimit({ redis, limiter: limiter(), prefix: name, ephemeralCache: false });
    const results = [];
    for (let call = 0; call < 7; call++) results.push((await limit.limit("someone")).success);
    expect(results).toEqual([true, true, true, true, true, false, false]);
    expect((await limit.limit("someone else")).success).toBe(true);
    expect((await limit.getRemaining("someone")).remaining).toBe(0);
  },
);

it("keeps counting after the server has lost its scripts", async () => {
  const redis = upstashClient(database);
  const limit = new Ratelimit({
    redis,
    limiter: Ratelimit.slidingWindow(2, "1 h"),
    prefix: "flushed",
    ephemeralCache: false,
  });
  expect((await limit.limit("someone")).success).toBe(true);
  await redis.scriptFlush();
  expect((await limit.limit("someone")).success).toBe(true);
  expect((await limit.limit("someone")).success).toBe(false);
});

it("lets exactly the limit through under concurrency, as a user who may only limit", async () => {
  const path = `/v2/redis/create-acl-user/${database.database_id}`;
  const { body } = await upstash.call("POST", path, {
    username: "limiter",
    rules: ["~limit:*", "+@scripting", "+@read", "+@write"],
  });
  const redis = upstashClient(database, String(body.rest_token));
  const limit = new Ratelimit({
    redis,
    limiter: Ratelimit.slidingWindow(10, "1 h"),
    prefix: "limit:burst",
    ephemeralCache: false,
  });
  const results = await Promise.all(Array.from({ length: 50 }, () => limit.limit("someone")));
  expect(results.filter((result) => result.success)).toHaveLength(10);
});
