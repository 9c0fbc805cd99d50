import { afterAll, beforeAll, expect, it } from "vitest";
import type { RedisConnection } from "../redis/redis.ts";
import { startRedis, type TestRedis } from "../testing/redis.ts";
import { readGauges, writeGauge } from "./metrics-gauges.ts";

let server: TestRedis;
let redis: RedisConnection;
beforeAll(async () => {
  server = await startRedis();
  redis = server.connection();
});
afterAll(() => server?.close());

/** A gauge that no other test writes. */
function newGauge() {
  const name = crypto.randomUUID();
  return {
    report: (value: number, now: number, instance = "one") =>
      writeGauge(redis, { name, instance, value, keepMs: 60_000 }, now),
    read: async (now: number) => (await readGauges(redis, now)).get(name),
  };
}

it("is the highest of the instances, until it expires", async () => {
  const { report, read } = newGauge();
  await report(3, 1_000);
  await report(2, 2_000, "two");
  expect(await read(60_000)).toBe(3);
  expect(await read(61_500)).toBe(2);
  expect(await read(62_500)).toBeUndefined();
});

it("keeps the newest report, in whatever order the calls arrive", async () => {
  const { report, read } = newGauge();
  await report(1, 1_001);
  await report(2, 1_000);
  expect(await read(1_100)).toBe(1);
});

it("follows a clock that was set back", async () => {
  const { report, read } = newGauge();
  await report(3, 3_600_000);
  await report(1, 1_000);
  expect(await read(1_100)).toBe(1);
});
