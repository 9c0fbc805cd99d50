import type { Module } from "@seaworthy/platform/modules/define-module";
import { openRedis } from "@seaworthy/platform/redis/redis";
import { asScheduledRun, scheduledVersions } from "@seaworthy/platform/schedules/scheduled-runs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { modules } from "../../src/modules.ts";
import { operatorToken, startStack, type TestStack } from "../../testing/stack.ts";

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
/** What the modules declare, each at the version of the stack. */
const ofModules = modules.flatMap(({ longConsumers = [] }: Module) =>
  longConsumers.map((name) => ({ name, versionId: "test-release" })),
);

it("long consumers of modules report their versions, and a scheduled run is listed as long as it runs", async () => {
  const redis = openRedis(stack.limiter);
  const during = await asScheduledRun(redis, "version-of-the-run", clock, () => consumers());
  expect(during).toEqual([
    ...ofModules,
    { name: "scheduled run", versionId: "version-of-the-run" },
  ]);
  expect(await consumers()).toEqual(ofModules);
  expect(await consumers("")).toEqual([]);
});

it("a scheduled run that fails is no longer listed", async () => {
  const redis = openRedis(stack.limiter);
  const failing = asScheduledRun(redis, "version-of-the-run", clock, () =>
    Promise.reject(new RangeError("made by the test")),
  );
  await expect(failing).rejects.toThrow("made by the test");
  expect(await consumers()).toEqual(ofModules);
});

it("a run counts as long as it renews its entry; an interrupted one counts for a minute", async () => {
  const redis = openRedis(stack.limiter);
  let now = Date.now();
  let renew = () => {};
  const never = () => new Promise(() => {});
  void asScheduledRun(redis, "going-on", { now: () => now }, never, (everyMs, again) => {
    expect(everyMs).toBe(20_000);
    renew = again;
    return () => {};
  });
  const running = () => scheduledVersions(redis, { now: () => now });
  await expect.poll(running).toEqual(["going-on"]);
  now += 59_999;
  expect(await running()).toEqual(["going-on"]);
  renew();
  now += 40_000;
  await expect.poll(running).toEqual(["going-on"]);
  now += 60_000;
  expect(await running()).toEqual([]);
});

it("the app's own cron run succeeds, and leaves nothing behind", async () => {
  expect(await stack.worker.runCron()).toBe("ok");
  expect(await scheduledVersions(openRedis(stack.limiter), clock)).not.toContain("test-release");
});

it("what cannot be asked is unknown, and the endpoint still responds", async () => {
  await stack.removeRedis();
  expect(await consumers()).toEqual([
    ...ofModules,
    { name: "scheduled run", versionId: "unknown" },
  ]);
});
