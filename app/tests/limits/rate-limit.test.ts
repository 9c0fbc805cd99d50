import { openBlocks } from "@seaworthy/platform/abuse/address-blocks";
import { openRedis } from "@seaworthy/platform/redis/redis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { issueKey } from "../../testing/keys.ts";
import { startStack, type TestStack } from "../../testing/stack.ts";
import type { TestWorker } from "../../testing/worker.ts";

let stack: TestStack;
let workers: TestWorker[];
beforeAll(async () => {
  // The statement timeout is not under test, and the machine may be busy.
  stack = await startStack({ STATEMENT_TIMEOUT_MS: "10000" });
  workers = [stack.worker, ...(await Promise.all([1, 2, 3].map(() => stack.startWorker())))];
});
afterAll(() => stack?.close());

/** A route that allows 60 requests per minute and key, and fails open without Redis. */
const ask = (worker: TestWorker | undefined, key: string) =>
  (worker ?? stack.worker).fetch("/rest/api-keys/current", { headers: { "x-api-key": key } });

const statuses = (responses: readonly Response[]) => responses.map(({ status }) => status).sort();
const sixtyOfHundred = [...Array(60).fill(200), ...Array(40).fill(429)];

it("lets 60 of 100 concurrent requests pass on a route with 60 a minute, and tells the other 40 when to retry", async () => {
  const { key } = await issueKey(stack);
  const responses = await Promise.all(Array.from({ length: 100 }, () => ask(stack.worker, key)));
  expect(statuses(responses)).toEqual(sixtyOfHundred);
  for (const response of responses) {
    expect(response.headers.get("ratelimit-policy")).toBe('"api-key-current";q=60;w=60');
    expect(response.headers.get("ratelimit")).toMatch(/^"api-key-current";r=[1-5]?\d;t=\d{1,2}$/);
    expect(response.headers.get("ratelimit-limit")).toBeNull();
  }
  for (const refused of responses.filter(({ status }) => status === 429)) {
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    const [, left, resetSeconds] =
      /;r=(\d+);t=(\d+)$/.exec(refused.headers.get("ratelimit") ?? "") ?? [];
    expect(left).toBe("0");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(Number(resetSeconds));
    expect(await refused.json()).toMatchObject({
      type: "https://iana.org/assignments/http-problem-types#quota-exceeded",
      "violated-policies": ["api-key-current"],
      code: "RATE_LIMITED",
      status: 429,
    });
  }
});

it("is exact across four isolates", async () => {
  const { key } = await issueKey(stack);
  const responses = await Promise.all(
    Array.from({ length: 100 }, (_, index) => ask(workers[index % 4], key)),
  );
  expect(statuses(responses)).toEqual(sixtyOfHundred);
});

it("blocks an address whose requests are refused too often, for 15 minutes and then longer, in all isolates", async () => {
  const headers = { "cf-connecting-ip": "203.0.113.77" };
  const attack = () =>
    stack.worker.fetch("/rest/api-keys?limit=1%20union%20select%201", { headers });
  const refusals = await Promise.all(Array.from({ length: 5 }, attack));
  expect(statuses(refusals)).toEqual([403, 403, 403, 403, 403]);
  const answerOf = async (worker: TestWorker) => {
    const response = await worker.fetch("/rest/api-keys", { headers });
    return {
      body: (await response.json()) as unknown,
      afterSeconds: Number(response.headers.get("retry-after")),
    };
  };
  const audit = () => stack.worker.logs().find(({ action }) => action === "address.blocked");
  await expect.poll(audit).toMatchObject({ level: "audit", address: "203.0.113.77", minutes: 15 });
  for (const worker of workers) {
    const answer = await answerOf(worker);
    expect(answer.body).toMatchObject({ code: "ADDRESS_BLOCKED" });
    expect(answer.afterSeconds).toBeGreaterThan(890);
  }
  expect(
    (
      await stack.worker.fetch("/rest/api-keys", {
        headers: { "cf-connecting-ip": "203.0.113.78" },
      })
    ).status,
  ).toBe(401);
  expect((await stack.worker.fetch("/health/live", { headers })).status).toBe(200);
});

it("doubles each block of an address, up to a day, and every key of it expires", async () => {
  const redis = openRedis(stack.limiter);
  const blocks = openBlocks(redis);
  const minutes: number[] = [];
  for (let round = 0; round < 9; round++)
    minutes.push((await blocks.strike("198.51.100.1", 50)) / 60_000);
  expect(minutes).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
  expect(await blocks.strike("198.51.100.1", 1)).toBe(0);
  const keys = ["strikes", "block", "blocks"].map((kind) => `abuse:${kind}:198.51.100.1`);
  const look =
    "local ages = {} for _, key in ipairs(KEYS) do table.insert(ages, redis.call('PTTL', key)) end return ages";
  const ages = (await redis.run(look, keys, [])) as number[];
  expect(ages.map((age) => age > 0)).toEqual([true, true, true]);
});

it("without Redis, counts in the isolate on a route that stays open", async () => {
  const { key } = await issueKey(stack);
  const worker = await stack.startWorker({ REDIS_TIMEOUT_MS: "250" });
  await stack.removeRedis();
  const responses = await Promise.all(Array.from({ length: 100 }, () => ask(worker, key)));
  expect(statuses(responses)).toEqual(sixtyOfHundred);
});
