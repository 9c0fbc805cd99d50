import { type Recorder, recordRequests } from "@seaworthy/platform/testing/recorder";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type TestStack } from "../../testing/stack.ts";
import { newPerson } from "../../testing/tokens.ts";
import type { TestWorker } from "../../testing/worker.ts";

let stack: TestStack;
let recorder: Recorder;
let worker: TestWorker;
beforeAll(async () => {
  stack = await startStack();
  const dsn = new URL(stack.sentryDsn);
  recorder = await recordRequests(dsn.origin);
  worker = await stack.startWorker({
    SENTRY_SAMPLE_RATE: "1",
    SENTRY_DSN: stack.sentryDsn.replace(dsn.host, new URL(recorder.origin).host),
  });
});
afterAll(async () => {
  await recorder?.close();
  await stack?.close();
});

/** The items of a kind sent so far: each is preceded by a line of headers in the envelope. */
function sent(type: string): Record<string, unknown>[] {
  const lines = recorder.bodies
    .flatMap((body) => body.split("\n"))
    .map((line) => (line === "" ? {} : (JSON.parse(line) as Record<string, unknown>)));
  return lines.filter((_line, index) => lines[index - 1]?.type === type);
}

it("receives an error once, with release, environment and request id", async () => {
  const response = await worker.fetch("/debug/error", {
    headers: { "X-Request-ID": "request-of-this-test" },
  });
  expect(response.status).toBe(500);
  const [event] = await until("the event", async () => {
    const events = await stack.events();
    return events.length > 0 && events;
  });
  expect(event).toMatchObject({ title: "DebugError: Raised by /debug/error" });
  expect(sent("event")).toHaveLength(1);
  expect(sent("event")[0]).toMatchObject({
    release: "test-release",
    environment: "local",
    transaction: "GET /debug/error",
    tags: { request_id: "request-of-this-test", code: "INTERNAL" },
  });
});

it("receives one trace per sampled request, by route, and none of the probes", async () => {
  for (const path of ["/health", "/health/live", "/health/ready", "/metrics", "/internal/health"])
    await worker.fetch(path);
  await worker.fetch(`/rest/api-keys/${crypto.randomUUID()}`, { method: "DELETE" });
  await until("the trace", () =>
    sent("transaction").some(({ transaction }) => transaction === "DELETE /rest/api-keys/:id"),
  );
  expect(
    sent("transaction").filter(({ transaction }) => /health|metrics/.test(String(transaction))),
  ).toEqual([]);
});

it("receives no personal data and no secret", async () => {
  const { authorization, id } = await newPerson();
  const headers = {
    authorization,
    cookie: "session=cookie-s3cr3t",
    "user-agent": "browser-of-someone",
    "x-forwarded-for": "203.0.113.7",
    "cf-connecting-ip": "203.0.113.8",
    "X-Request-ID": "personal-request",
  };
  await worker.fetch("/debug/error?token=query-s3cr3t", { headers });
  const body = JSON.stringify({ body: "body-s3cr3t" });
  await worker.fetch("/rest/api-keys?token=query-s3cr3t", {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body,
  });
  await until("the event", () =>
    sent("event").some(({ tags }) => JSON.stringify(tags).includes("personal-request")),
  );
  await until("the trace", () =>
    sent("transaction").some(({ transaction }) => transaction === "POST /rest/api-keys"),
  );
  const everything = recorder.bodies.join("\n");
  for (const part of ["s3cr3t", authorization.slice(7), id, "browser-of-someone", "203.0.113"])
    expect(everything).not.toContain(part);
});

it("receives no client errors", async () => {
  const before = sent("event").length;
  await worker.fetch("/rest/api-keys/not-an-id");
  await worker.fetch("/nothing");
  await worker.fetch("/debug/error", { headers: { "X-Request-ID": "after-the-mistakes" } });
  await until("the next event", () =>
    sent("event").some(({ tags }) => JSON.stringify(tags).includes("after-the-mistakes")),
  );
  expect(sent("event")).toHaveLength(before + 1);
});

it("receives the error of an unsampled request, and no trace of it", async () => {
  const dsn = new URL(stack.sentryDsn);
  const untraced = await stack.startWorker({
    SENTRY_DSN: stack.sentryDsn.replace(dsn.host, new URL(recorder.origin).host),
  });
  const fail = (method: string, id: string) =>
    untraced.fetch("/debug/error?token=query-s3cr3t", {
      method,
      headers: { "X-Request-ID": id, "user-agent": "browser-of-someone" },
    });
  await Promise.all([
    fail("GET", "untraced-request-1"),
    fail("HEAD", "untraced-request-2"),
    fail("GET", "untraced-request-3"),
  ]);
  const ids = () =>
    sent("event").flatMap(({ tags }) => /untraced-request-\d/.exec(JSON.stringify(tags)) ?? []);
  await until("the three events", () => ids().length >= 3);
  expect(ids().sort()).toEqual(["untraced-request-1", "untraced-request-2", "untraced-request-3"]);
  const event = sent("event").find(({ tags }) =>
    JSON.stringify(tags).includes("untraced-request-1"),
  );
  expect(event).toMatchObject({
    release: "test-release",
    environment: "local",
    transaction: "GET /debug/error",
    tags: { code: "INTERNAL" },
  });
  expect(event?.request).toEqual({
    method: "GET",
    url: new URL("/debug/error", untraced.url).href,
  });
  expect(JSON.stringify(sent("transaction"))).not.toContain("untraced-request");
});

it("receives traces at the configured rate, each with its sample rate", async () => {
  const dsn = stack.sentryDsn.replace(new URL(stack.sentryDsn).host, new URL(recorder.origin).host);
  const half = await stack.startWorker({ SENTRY_SAMPLE_RATE: "0.5", SENTRY_DSN: dsn });
  const isOfHalf = (trace: Record<string, unknown>) =>
    JSON.stringify(trace).includes(half.url.host);
  const traces = () => sent("transaction").filter(isOfHalf);
  const ask = () =>
    Promise.all(Array.from({ length: 40 }, async () => (await half.fetch("/nothing/here")).text()));
  await ask();
  await until("some traces", () => traces().length > 0);
  expect(traces().length).toBeLessThan(40);
  const rates = traces().map(
    ({ contexts }) =>
      (contexts as { trace: { data: Record<string, unknown> } }).trace.data["sentry.sample_rate"],
  );
  expect(new Set(rates)).toEqual(new Set([0.5]));
});
