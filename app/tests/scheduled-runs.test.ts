import { openRedis } from "@seaworthy/platform/redis/redis";
import { asScheduledRun, scheduledVersions } from "@seaworthy/platform/schedules/scheduled-runs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { operatorToken, startStack, type TestStack } from "../testing/stack.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

const clock = { now: () => Date.now() };
const consumers = async (query = "?consumers=true") => {
  const response = await stack.worker.fetch(`/internal/generations${query}`, {
    headers: { authorization: `Bearer ${operatorToken}` },
  });
  return ((await response.json()) as { consumers: unknown }).consumers;
};
const object = { name: "Durable Object FeedUpdates", versionId: "test-release" };

it("the Durable Object says which version it runs, and a scheduled run is there for as long as it goes on", async () => {
  const redis = openRedis(stack.limiter);
  const during = await asScheduledRun(redis, "version-of-the-run", clock, () => consumers());
  expect(during).toEqual([object, { name: "scheduled run", versionId: "version-of-the-run" }]);
  expect(await consumers()).toEqual([object]);
  expect(await consumers("")).toEqual([]);
});

it("a scheduled run that fails is over", async () => {
  const redis = openRedis(stack.limiter);
  const failing = asScheduledRun(redis, "version-of-the-run", clock, () =>
    Promise.reject(new RangeError("made by the test")),
  );
  await expect(failing).rejects.toThrow("made by the test");
  expect(await consumers()).toEqual([object]);
});

it("one that crashed counts until Cloudflare would have ended it", async () => {
  const redis = openRedis(stack.limiter);
  let now = Date.now();
  void asScheduledRun(redis, "crashed", { now: () => now }, () => new Promise(() => {}));
  await expect.poll(() => scheduledVersions(redis, { now: () => now })).toEqual(["crashed"]);
  now += 15 * 60_000 - 1;
  expect(await scheduledVersions(redis, { now: () => now })).toEqual(["crashed"]);
  now += 1;
  expect(await scheduledVersions(redis, { now: () => now })).toEqual([]);
});

it("the app's own cron run ends well, and leaves nothing behind", async () => {
  expect(await stack.worker.runCron()).toBe("ok");
  expect(await scheduledVersions(openRedis(stack.limiter), clock)).not.toContain("test-release");
});

it("what cannot be asked is unknown, and the answer is there all the same", async () => {
  await stack.removeRedis();
  expect(await consumers()).toEqual([object, { name: "scheduled run", versionId: "unknown" }]);
});
