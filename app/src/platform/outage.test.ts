import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startStack, type TestStack } from "../../testing/stack.ts";
import { newPerson } from "../../testing/tokens.ts";

let stack: TestStack;
beforeEach(async () => {
  stack = await startStack({ REDIS_TIMEOUT_MS: "250" });
});
afterEach(() => stack?.close());

async function get(path: string) {
  const startedAt = Date.now();
  const response = await stack.worker.fetch(path);
  return { status: response.status, body: (await response.json()) as Record<string, unknown>, tookMs: Date.now() - startedAt };
}

async function post() {
  const { authorization } = await newPerson();
  const response = await stack.worker.fetch("/rest/posts", { method: "POST", headers: { authorization, "content-type": "application/json" }, body: '{"body":"hello"}' });
  return { status: response.status, text: await response.text() };
}

/** What no client may read: addresses, logins, SQL, names of the driver's errors. */
const inner = /127\.0\.0\.1|app_worker|password|select |insert |hyperdrive|postgres|ECONN|upstash|stack/i;

it("is ready when everything answers", async () => {
  expect(await get("/health/ready")).toMatchObject({ status: 200, body: { status: "ready", checks: { database: "healthy", redis: "healthy" } } });
});

describe("without Redis", () => {
  it("is not ready, serves the feed from the database, and lets nobody write past the limit", async () => {
    await stack.removeRedis();
    expect(await get("/health/ready")).toMatchObject({ status: 503, body: { status: "not ready", checks: { database: "healthy", redis: "unhealthy" } } });
    expect(await get("/rest/feed")).toMatchObject({ status: 200, body: { posts: [] } });
    const refused = await post();
    expect(refused.status).toBe(503);
    expect(JSON.parse(refused.text)).toMatchObject({ code: "REDIS_UNAVAILABLE" });
    expect(refused.text).not.toMatch(inner);
  });

  it("waits for a Redis that hangs no longer than its limit", async () => {
    const thaw = stack.freeze("redis");
    try {
      const feed = await get("/rest/feed");
      expect(feed.status).toBe(200);
      expect(feed.tookMs).toBeLessThan(2_000);
      expect((await post()).status).toBe(503);
    } finally {
      thaw();
    }
    expect((await get("/health/ready")).status).toBe(200);
  });
});

describe("without the database", () => {
  it("answers 503 and not 500, and says nothing of what is inside", async () => {
    await stack.removeDatabase();
    expect(await get("/health/ready")).toMatchObject({ status: 503, body: { checks: { database: "unhealthy", redis: "healthy" } } });
    const feed = await get("/rest/feed");
    expect(feed).toMatchObject({ status: 503, body: { code: "DATABASE_UNAVAILABLE" } });
    const refused = await post();
    expect(refused.status).toBe(503);
    expect(`${JSON.stringify(feed.body)} ${refused.text}`).not.toMatch(inner);
    expect((await get("/health/live")).status).toBe(200);
  });

  it("checks one that hangs for two seconds, and recovers", async () => {
    const thaw = stack.freeze("pgbouncer");
    try {
      const ready = await get("/health/ready");
      expect(ready).toMatchObject({ status: 503, body: { checks: { database: "unhealthy", redis: "healthy" } } });
      expect(ready.tookMs).toBeLessThan(3_500);
    } finally {
      thaw();
    }
    expect((await get("/health/ready")).status).toBe(200);
    expect((await get("/rest/feed")).status).toBe(200);
  });

  it("answers 504 when a statement takes longer than its limit", async () => {
    const reserved = await stack.admin.reserve();
    await reserved`begin`;
    await reserved`lock table posts in access exclusive mode`;
    try {
      const feed = await get("/rest/feed");
      expect(feed).toMatchObject({ status: 504, body: { code: "DATABASE_TIMEOUT" } });
      expect(JSON.stringify(feed.body)).not.toMatch(inner);
    } finally {
      await reserved`rollback`;
      reserved.release();
    }
    expect((await get("/rest/feed")).status).toBe(200);
  });
});
