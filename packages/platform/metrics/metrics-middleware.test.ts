import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { AppError, type ErrorCode } from "../errors/errors.ts";
import { isolate } from "../runtime/isolate.ts";
import { bareApp, unreachableServices } from "../testing/bare-app.ts";
import { startRedis, type TestRedis } from "../testing/redis.ts";
import { type Labels, parseFieldName } from "./metrics.ts";
import { measureRequests } from "./metrics-middleware.ts";
import { openMetricsStore } from "./metrics-store.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis?.close());
beforeEach(() => void isolate.metrics.drain());

function measured(env: Readonly<Record<string, unknown>> = {}) {
  const bare = bareApp(env);
  bare.app.use(measureRequests(bare.clock));
  bare.app.all("/notes/:id", (c) => {
    bare.clock.time += 30;
    return c.text("a note");
  });
  bare.app.get("/health/live", (c) => c.text("ok"));
  bare.app.get("/rejects/:code", (c) => {
    throw new AppError(c.req.param("code") as ErrorCode, "Rejected.");
  });
  return bare;
}

/** The isolate's counts of a metric since the last call. */
function countsOf(metric: string): { labels: Labels; part: string; count: number }[] {
  return [...isolate.metrics.drain()]
    .map(([field, count]) => ({ ...parseFieldName(field), count }))
    .filter(({ name }) => name === metric)
    .map(({ labels, part, count }) => ({ labels, part, count }));
}

it("counts responses by method, route and status, and times them", async () => {
  const { send } = measured();
  for (const id of ["1", "2", "3"]) await send(`/notes/${id}`);
  const counts = isolate.metrics.drain();
  isolate.metrics.restore(counts);
  const labels = { method: "GET", route: "/notes/:id" };
  expect(countsOf("http_requests_total")).toEqual([
    { labels: { ...labels, status: "200" }, part: "count", count: 3 },
  ]);
  isolate.metrics.restore(counts);
  expect(countsOf("http_request_duration_seconds")).toContainEqual({
    labels,
    part: "sum",
    count: 90_000,
  });
});

it("takes no label from the caller: unknown paths are one series, and so are unknown methods", async () => {
  const { send } = measured();
  for (const path of ["/nowhere", "/a/b/c", "/%00"]) await send(path);
  for (const method of ["BREW", "PROPFIND"]) await send("/notes/1", { method });
  const labels = countsOf("http_requests_total").map(({ labels: { method, route }, count }) => [
    method,
    route,
    count,
  ]);
  expect(labels).toEqual([
    ["GET", "unmatched", 3],
    ["OTHER", "/notes/:id", 2],
  ]);
});

it.each([
  ["an invalid token", "UNAUTHENTICATED", { authorization: "Bearer a.b.c" }, ["bearer"]],
  ["an invalid API key", "UNAUTHENTICATED", { "x-api-key": "sw_local_x" }, ["key"]],
  ["no credentials", "UNAUTHENTICATED", {}, []],
  ["an expired token", "TOKEN_EXPIRED", { authorization: "Bearer a.b.c" }, []],
  ["another error", "FORBIDDEN", { authorization: "Bearer a.b.c" }, []],
] as const)("of %s, counts failed authentications", async (_what, code, headers, kinds) => {
  await measured().send(`/rejects/${code}`, { headers });
  const counted = countsOf("authentication_failures_total").map(({ labels }) => labels.kind);
  expect(counted).toEqual(kinds);
});

/** Lets the interval pass after which an isolate writes its numbers. */
async function writeNow(send: () => Promise<unknown>, settled: () => Promise<void>) {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  await send();
  vi.advanceTimersByTime(2_000);
  vi.useRealTimers();
  await settled();
}

it("adds the numbers to those of all isolates; probes alone write nothing", async () => {
  const { send, settled } = measured({
    ...unreachableServices,
    LIMITER_REDIS_URL: redis.url,
    LIMITER_REDIS_TOKEN: redis.token,
  });
  const store = openMetricsStore(redis.connection());
  await writeNow(() => send("/health/live"), settled);
  expect((await store.read()).size).toBe(0);
  for (const notes of [1, 2]) {
    await writeNow(() => send("/notes/1"), settled);
    const field = [...(await store.read())].find(([name]) => name.includes('"/notes/:id","status'));
    expect(field?.[1]).toBe(notes);
  }
  expect(isolate.metrics.drain().size).toBe(0);
});

it("responds, warns and keeps the numbers while Redis is down", async () => {
  const { send, settled, lines } = measured(unreachableServices);
  await writeNow(async () => expect((await send("/notes/1")).status).toBe(200), settled);
  expect(lines).toContainEqual(expect.objectContaining({ event: "metrics.unwritten" }));
  expect(countsOf("http_requests_total")).toHaveLength(1);
});
