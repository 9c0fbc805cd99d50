import { startDeadline } from "@seaworthy/platform/request/deadline";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type TestStack } from "../../../../testing/stack.ts";
import { newPerson } from "../../../../testing/tokens.ts";
import type { TestWorker } from "../../../../testing/worker.ts";

let stack: TestStack;
let hurried: TestWorker;
beforeAll(async () => {
  // Waiting for Redis until its own timeout would take longer than the test.
  stack = await startStack({ REQUEST_TIMEOUT_MS: "60000", REDIS_TIMEOUT_MS: "60000" });
  hurried = await stack.startWorker({ REQUEST_TIMEOUT_MS: "1000" });
});
afterAll(() => stack?.close());

it("expires by the injected clock", () => {
  const clock = { time: 0, now: () => clock.time };
  const deadline = startDeadline(clock, 1_000);
  expect([deadline.cap(250), deadline.cap(5_000)]).toEqual([250, 1_000]);
  clock.time = 900;
  expect([deadline.cap(250), deadline.remainingMs()]).toEqual([100, 100]);
  clock.time = 1_001;
  expect(deadline.remainingMs()).toBe(0);
  expect(() => deadline.cap(250)).toThrow(expect.objectContaining({ code: "DEADLINE_EXCEEDED" }));
});

it("ends the wait for a hanging Redis: the cache and a limit", async () => {
  const { authorization } = await newPerson();
  const post = (worker: TestWorker): Promise<Response> =>
    worker.fetch("/rest/posts", {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: '{"body":"in time"}',
    });
  expect((await post(stack.worker)).status).toBe(201);
  const thaw = stack.freeze("redis");
  try {
    for (const response of [await hurried.fetch("/rest/feed?limit=7"), await post(hurried)]) {
      expect(response.status).toBe(504);
      expect(await response.json()).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    }
  } finally {
    thaw();
  }
  await until("the feed", async () => (await hurried.fetch("/rest/feed?limit=7")).status === 200);
});

it("keeps an acknowledged write when the cache cannot be invalidated", async () => {
  const { authorization } = await newPerson();
  const headers = { authorization, "content-type": "application/json" };
  const worker = await stack.startWorker({ CACHE_REDIS_URL: "http://127.0.0.1:9" });
  const answer = await worker.fetch("/rest/posts", {
    method: "POST",
    headers,
    body: '{"body":"kept"}',
  });
  expect(answer.status).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  expect((await worker.fetch(`/rest/posts/${id}`)).status).toBe(200);
});
