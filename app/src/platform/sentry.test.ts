import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type TestStack } from "../../testing/stack.ts";
import { newPerson } from "../../testing/tokens.ts";
import { until } from "../../testing/until.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack({ SENTRY_SAMPLE_RATE: "1" });
});
afterAll(() => stack?.close());

it("receives an error once, with release, environment and request id, and nothing personal", async () => {
  const { authorization, id } = await newPerson();
  const headers = {
    authorization,
    "X-Request-ID": "request-of-this-test",
    cookie: "session=s3cr3t",
    "user-agent": "browser-of-somebody",
    "x-forwarded-for": "203.0.113.7",
  };
  const response = await stack.worker.fetch("/debug/error?token=s3cr3t", { headers });
  expect(response.status).toBe(500);
  const found = await until("the event", async () => {
    const events = await stack.events();
    return events.length > 0 && events;
  });
  expect(found).toHaveLength(1);
  const text = JSON.stringify(found[0]);
  expect(found[0]).toMatchObject({ title: "DebugError: Raised by /debug/error" });
  for (const part of ["test-release", "request-of-this-test", "local"]) expect(text).toContain(part);
  for (const part of ["s3cr3t", authorization.slice(7), id, "browser-of-somebody", "203.0.113.7"]) expect(text).not.toContain(part);
});
