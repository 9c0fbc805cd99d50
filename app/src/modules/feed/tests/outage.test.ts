import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStack, type TestStack } from "../../../../testing/stack.ts";
import { newPerson } from "../../../../testing/tokens.ts";

let stack: TestStack;

async function get(path: string) {
  const startedAt = Date.now();
  const response = await stack.worker.fetch(path);
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    tookMs: Date.now() - startedAt,
  };
}

async function post() {
  const { authorization } = await newPerson();
  const headers = { authorization, "content-type": "application/json" };
  const response = await stack.worker.fetch("/rest/posts", {
    method: "POST",
    headers,
    body: '{"body":"hello"}',
  });
  const retryAfter = response.headers.get("retry-after");
  return { status: response.status, retryAfter, text: await response.text() };
}

/** Resolves when /health/ready reports it: a busy machine may take time to end the service. */
async function readiness(status: number, checks: Record<string, string>): Promise<void> {
  const wanted = JSON.stringify({ status: status === 200 ? "ready" : "not ready", checks });
  await until(`${status} ${wanted}`, async () => {
    const ready = await get("/health/ready");
    return ready.status === status && JSON.stringify(ready.body) === wanted;
  });
}

/** What no client may see: addresses, logins, SQL, names of the driver's errors. */
const inner =
  /127\.0\.0\.1|app_worker|password|select |insert |hyperdrive|postgres|ECONN|upstash|stack/i;

describe("without Redis", () => {
  beforeAll(async () => {
    stack = await startStack({ REDIS_TIMEOUT_MS: "250" });
  });
  afterAll(() => stack?.close());

  it("waits for a hanging Redis no longer than the limit", async () => {
    await readiness(200, { database: "healthy", redis: "healthy" });
    const thaw = stack.freeze("redis");
    try {
      const feed = await get("/rest/feed");
      expect(feed.status).toBe(200);
      expect(feed.tookMs).toBeLessThan(2_500);
      expect((await post()).status).toBe(503);
    } finally {
      thaw();
    }
    await readiness(200, { database: "healthy", redis: "healthy" });
  });

  it("is not ready, serves the feed from the database, and lets no write bypass the limit", async () => {
    await stack.removeRedis();
    await readiness(503, { database: "healthy", redis: "unhealthy" });
    expect(await get("/rest/feed")).toMatchObject({ status: 200, body: { posts: [] } });
    const refused = await post();
    expect(refused).toMatchObject({ status: 503, retryAfter: "1" });
    expect(JSON.parse(refused.text)).toMatchObject({ code: "REDIS_UNAVAILABLE" });
    expect(refused.text).not.toMatch(inner);
  });
});

describe("without the database", () => {
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack?.close());

  it("checks a hanging one for two seconds, and recovers", async () => {
    const thaw = stack.freeze("pgbouncer");
    try {
      const ready = await get("/health/ready");
      expect(ready).toMatchObject({
        status: 503,
        body: { checks: { database: "unhealthy", redis: "healthy" } },
      });
      expect(ready.tookMs).toBeLessThan(4_000);
    } finally {
      thaw();
    }
    await readiness(200, { database: "healthy", redis: "healthy" });
    expect((await get("/rest/feed?limit=2")).status).toBe(200);
  });

  it("reconnects if a connection could not be opened and nothing had been sent", async () => {
    const thaw = stack.freeze("pgbouncer");
    const feed = get("/rest/feed?limit=6");
    await until("the second attempt", () =>
      stack.worker.logs().some(({ event }) => event === "database.retry"),
    );
    thaw();
    expect((await feed).status).toBe(200);
  });

  it("responds with 504 when a statement exceeds its timeout", async () => {
    const reserved = await stack.admin.reserve();
    await reserved`begin`;
    await reserved`lock table posts in access exclusive mode`;
    try {
      const feed = await get("/rest/feed?limit=3");
      expect(feed).toMatchObject({ status: 504, body: { code: "DATABASE_TIMEOUT" } });
      expect(JSON.stringify(feed.body)).not.toMatch(inner);
    } finally {
      await reserved`rollback`;
      reserved.release();
    }
    expect((await get("/rest/feed?limit=3")).status).toBe(200);
  });

  it("responds with 503, not 500, when it is down, reveals nothing internal, and serves what is cached in Redis", async () => {
    const kept = await get("/rest/feed?limit=4");
    await stack.removeDatabase();
    await readiness(503, { database: "unhealthy", redis: "healthy" });
    const feed = await get("/rest/feed?limit=5");
    expect(feed).toMatchObject({ status: 503, body: { code: "DATABASE_UNAVAILABLE" } });
    const refused = await post();
    expect(refused.status).toBe(503);
    expect(`${JSON.stringify(feed.body)} ${refused.text}`).not.toMatch(inner);
    expect((await get("/rest/feed?limit=4")).body).toEqual(kept.body);
    expect((await get("/health/live")).status).toBe(200);
  });
});
