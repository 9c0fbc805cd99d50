import { afterAll, beforeAll, expect, it } from "vitest";
import { startRedis, type TestRedis } from "../../testing/redis.ts";
import { until } from "../../testing/until.ts";
import { countRequest, type RateLimit } from "./rate-limit.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis?.close());

const rule: RateLimit = { name: "test", limit: 10, windowMs: 60_000, whenDown: "closed" };

it("lets exactly the limit through, however many come at once from however many isolates", async () => {
  const verdicts = await Promise.all(Array.from({ length: 40 }, () => countRequest(redis.connection(), rule, "crowd")));
  expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(10);
  const remaining = verdicts.filter(({ allowed }) => allowed).map((verdict) => verdict.remaining);
  expect(remaining.sort((a, b) => b - a)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
});

it("counts each subject and each rule apart", async () => {
  const once = { ...rule, limit: 1 };
  const allowed = async (name: string, subject: string) => (await countRequest(redis.connection(), { ...once, name }, subject)).allowed;
  expect([await allowed("a", "x"), await allowed("a", "x"), await allowed("a", "y"), await allowed("b", "x")]).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

it("slides: a place is free again when its own request is a window old, as reset said", async () => {
  const short = { ...rule, limit: 2, windowMs: 700 };
  const count = () => countRequest(redis.connection(), short, "patient");
  expect((await count()).allowed).toBe(true);
  const second = await count();
  expect(second).toMatchObject({ allowed: true, remaining: 0 });
  expect(second.resetMs).toBeLessThanOrEqual(700);
  const refused = await count();
  expect(refused.resetMs).toBeGreaterThan(0);
  await until("a free place", async () => (await count()).allowed, 5_000);
});

it("keeps no more than the limit, and nothing when the window is over", async () => {
  for (let request = 0; request < 15; request++) await countRequest(redis.connection(), { ...rule, windowMs: 400 }, "cleanup");
  const members = async () => Number(await redis.connection().run("return redis.call('ZCARD', KEYS[1])", ["limit:test:cleanup"], []));
  expect(await members()).toBeLessThanOrEqual(10);
  await until("the key to expire", async () => (await members()) === 0, 5_000);
});
