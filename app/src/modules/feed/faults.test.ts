import { openRedis } from "@seaworthy/platform/redis/redis";
import {
  type Fault,
  type FaultyProxy,
  startFaultyProxy,
} from "@seaworthy/platform/testing/tcp-proxy";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { operatorToken, startStack, type TestStack } from "../../../testing/stack.ts";
import { newPerson } from "../../../testing/tokens.ts";
import type { TestWorker } from "../../../testing/worker.ts";
import { listOf, newestFirst } from "./order.ts";

/** Time within which everything must have recovered. */
const recoveryMs = 5_000;
const faults: readonly Fault[] = [
  { kind: "stopped" },
  { kind: "slow", delayMs: 2_500 },
  { kind: "cut", afterBytes: 20 },
];

type Part = "database" | "cache" | "limiter" | "sentry";
let stack: TestStack;
let worker: TestWorker;
const proxies = {} as Record<Part, FaultyProxy>;
const acknowledged: string[] = [];
let page = 0;

beforeAll(async () => {
  stack = await startStack();
  const through = async (part: Part) => {
    const url = new URL(stack.addresses[part]);
    proxies[part] = await startFaultyProxy(Number(url.port));
    url.port = String(proxies[part].port);
    return url.protocol === "http:" && url.username === "" ? url.origin : url.href;
  };
  const [database, cache, limiter, sentry] = await Promise.all(
    ["database" as const, "cache" as const, "limiter" as const, "sentry" as const].map(through),
  );
  const vars = {
    CACHE_REDIS_URL: cache ?? "",
    LIMITER_REDIS_URL: limiter ?? "",
    SENTRY_DSN: sentry ?? "",
    REDIS_TIMEOUT_MS: "1000",
  };
  worker = await stack.startWorker(vars, database);
});
afterAll(async () => {
  await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
  await stack?.close();
});
afterEach(async () => {
  for (const proxy of Object.values(proxies)) await proxy.set({ kind: "none" });
  await until("everything to work again", worksAgain, recoveryMs);
});

/** Reads a feed page that is not cached, so it comes from the database. */
async function readNewPage(): Promise<number> {
  const createdAt = `2026-01-01T00:00:00.${String(++page).padStart(6, "0")}Z`;
  const cursor = newestFirst.encode({ createdAt, id: crypto.randomUUID() }, listOf.feed);
  return (await worker.fetch(`/rest/feed?cursor=${cursor}`)).status;
}

async function readAsSomeone(): Promise<number> {
  const { authorization } = await newPerson();
  return (await worker.fetch("/rest/feed", { headers: { authorization } })).status;
}

async function write(): Promise<number> {
  const headers = {
    authorization: (await newPerson()).authorization,
    "content-type": "application/json",
  };
  const response = await worker.fetch("/rest/posts", {
    method: "POST",
    headers,
    body: JSON.stringify({ body: "kept" }),
  });
  const { id } = (await response.json()) as { id?: string };
  if (response.status === 201 && id !== undefined) acknowledged.push(id);
  return response.status;
}

async function raiseError(): Promise<number> {
  return (await worker.fetch("/debug/error")).status;
}

/** The parts that detailed health reports as unhealthy. */
async function unhealthyParts(): Promise<string[]> {
  const response = await worker.fetch("/internal/health", {
    headers: { authorization: `Bearer ${operatorToken}` },
  });
  const { parts } = (await response.json()) as { parts: Record<string, string> };
  return Object.entries(parts).flatMap(([name, state]) => (state === "healthy" ? [] : [name]));
}

async function isReady(): Promise<number> {
  return (await worker.fetch("/health/ready")).status;
}

async function worksAgain(): Promise<boolean> {
  const statuses = await Promise.all([readNewPage(), readAsSomeone(), write(), isReady()]);
  return statuses.join() === "200,200,201,200" && (await unhealthyParts()).length === 0;
}

async function answers() {
  const [newPage, someone, written, error, ready, unhealthy] = await Promise.all([
    readNewPage(),
    readAsSomeone(),
    write(),
    raiseError(),
    isReady(),
    unhealthyParts(),
  ]);
  return { newPage, someone, written, error, ready, unhealthy };
}

const normal = {
  newPage: 200,
  someone: 200,
  written: 201,
  error: 500,
  ready: 200,
  unhealthy: [] as string[],
};

describe.each(faults.map((fault) => [fault.kind, fault] as const))(
  "when it is %s",
  (kind, fault) => {
    it("the cache's Redis: pages come from the database, writes succeed", async () => {
      await proxies.cache.set(fault);
      expect(await answers()).toEqual({ ...normal, ready: 503, unhealthy: ["cache"] });
    });

    it("the limiter's Redis: reads succeed, and no write bypasses the limit", async () => {
      await proxies.limiter.set(fault);
      expect(await answers()).toEqual({
        ...normal,
        written: 503,
        ready: 503,
        unhealthy: ["limiter"],
      });
    });

    it("the pooler: what is cached in Redis is served, everything else gets 503", async () => {
      await worker.fetch("/rest/feed?limit=31");
      await proxies.database.set(fault);
      const got = await answers();
      expect(got).toEqual({
        newPage: 503,
        someone: 503,
        written: 503,
        error: 500,
        ready: 503,
        unhealthy: ["pooler", "postgres"],
      });
      expect((await worker.fetch("/rest/feed?limit=31")).status).toBe(200);
    });

    it("the error tracker: only health checks notice", async () => {
      await proxies.sentry.set(fault);
      const got = await answers();
      // A response cut midway still counts as a response: the tracker is reachable.
      expect({ ...got, unhealthy: [] }).toEqual(normal);
      expect(got.unhealthy).toEqual(
        kind === "cut" && got.unhealthy.length === 0 ? [] : ["errorTracking"],
      );
    });
  },
);

describe("PostgreSQL", () => {
  it("crashes: 503 until it recovers by itself, and health distinguishes it from the pooler", async () => {
    const thaw = stack.freeze("postgres");
    stack.crash("postgres");
    thaw();
    await until(
      "an answer without it",
      async () => (await readAsSomeone()) !== 200 || (await worksAgain()),
    );
    await until("everything to work again", worksAgain, recoveryMs);
  });

  it("closes a session during a read: the read is retried", async () => {
    const locked = await stack.admin.reserve();
    await locked`begin`;
    await locked`lock table posts in access exclusive mode`;
    const reading = readAsSomeone();
    const pid = await until("the waiting read", async () => {
      const [row] =
        await stack.admin`select pid from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%feed_page(%'`;
      return row?.pid as number | undefined;
    });
    await stack.admin`select pg_terminate_backend(${pid})`;
    await until("the second attempt", () =>
      worker.logs().some(({ event, stage }) => event === "database.retry" && stage === "working"),
    );
    await locked`rollback`;
    locked.release();
    expect(await reading).toBe(200);
  });
});

it("has kept every acknowledged write", async () => {
  expect(acknowledged.length).toBeGreaterThan(5);
  const kept =
    await stack.admin`select count(*)::int as count from posts where id = any(${acknowledged})`;
  expect(kept[0]?.count).toBe(acknowledged.length);
});

it("left no unhandled rejection", () => {
  expect(worker.output().filter((line) => /unhandled|uncaught/i.test(line))).toEqual([]);
});

it("holds no database connection while a stream is open and idle", async () => {
  const socket = new WebSocket(new URL("/rest/feed/live", worker.url).href.replace(/^http/, "ws"));
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  await until("no connection", () => proxies.database.connections() === 0);
  expect(socket.readyState).toBe(WebSocket.OPEN);
  socket.close();
});

it("reads survive the loss of the database and state their age, and writes get 503 with Retry-After", async () => {
  const path = "/rest/feed?limit=9";
  const fresh = await (await worker.fetch(path)).json();
  const cache = openRedis({
    url: stack.addresses.cache.origin,
    token: stack.secrets.CACHE_REDIS_TOKEN ?? "",
    timeoutMs: 3_000,
  });
  // Ten minutes later.
  const later = `for _, field in ipairs({ 'freshUntil', 'staleUntil', 'at' }) do
    redis.call('HINCRBY', KEYS[1], field, -600000) end return 1`;
  await cache.run(later, ["cache:feed:2:9:"], []);
  await proxies.database.set({ kind: "stopped" });
  const { authorization } = await newPerson();
  const stale = await until("an answer from the cache", async () => {
    const response = await worker.fetch(path);
    return response.headers.has("age") && response;
  });
  expect([stale.status, await stale.json()]).toEqual([200, fresh]);
  expect(Number(stale.headers.get("age"))).toBeGreaterThanOrEqual(599);
  const write = await worker.fetch("/rest/posts", {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: '{"body":"lost"}',
  });
  expect([write.status, write.headers.get("retry-after")]).toEqual([503, "1"]);
});
