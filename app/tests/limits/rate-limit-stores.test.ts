import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Database } from "@seaworthy/platform/database/database";
import { memoryLimits } from "@seaworthy/platform/rate-limit/rate-limit-memory";
import { postgresLimits } from "@seaworthy/platform/rate-limit/rate-limit-postgres";
import { redisLimits } from "@seaworthy/platform/rate-limit/rate-limit-redis";
import type { LimitStore, Quota } from "@seaworthy/platform/rate-limit/rate-limit-store";
import { openRedis } from "@seaworthy/platform/redis/redis";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStack, type TestStack } from "../../testing/stack.ts";

let stack: TestStack;
let databases: Database[];
beforeAll(async () => {
  stack = await startStack();
  databases = Array.from({ length: 4 }, () => stack.openDatabase());
});
afterAll(async () => {
  await Promise.all((databases ?? []).map((database) => database.close()));
  await stack?.close();
});

const quota: Quota = { name: "test", limit: 10, windowMs: 60_000 };
const memory = memoryLimits({ now: () => Date.now() });

/** Four clients of each store, like four isolates; a memory store belongs to one isolate. */
const stores: Readonly<Record<string, () => LimitStore[]>> = {
  redis: () => Array.from({ length: 4 }, () => redisLimits(openRedis(stack.limiter))),
  postgres: () => databases.map(postgresLimits),
  memory: () => [memory],
};

describe.each(Object.keys(stores))("limits in %s", (kind) => {
  const all = () => stores[kind]?.() ?? [];
  const count = async (quotas: readonly Quota[], subject: string, store = 0) =>
    (await all()[store]?.count(quotas.map((one) => ({ quota: one, subject })))) ?? [];

  it("let exactly the limit through, however many requests arrive at once from however many clients", async () => {
    const clients = all();
    const asked = Array.from({ length: 40 }, (_, index) =>
      clients[index % clients.length]?.count([{ quota, subject: "crowd" }]),
    );
    const standings = (await Promise.all(asked)).map((answer) => answer?.[0]);
    const remaining = standings
      .filter((standing) => standing?.hasRoom)
      .map((standing) => standing?.remaining ?? -1);
    expect(remaining.sort((a, b) => b - a)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  });

  it("count each subject and each quota separately", async () => {
    const once = { ...quota, limit: 1 };
    const passes = async (name: string, subject: string) =>
      (await count([{ ...once, name }], subject))[0]?.hasRoom;
    const answers = [
      await passes("a", "x"),
      await passes("a", "x"),
      await passes("a", "y"),
      await passes("b", "x"),
    ];
    expect(answers).toEqual([true, false, true, true]);
  });

  it("allow what every quota has room for, and a refusal counts towards none", async () => {
    const [narrow, wide] = [
      { ...quota, name: "narrow", limit: 1 },
      { ...quota, name: "wide", limit: 5 },
    ];
    expect(await count([narrow, wide], "both")).toMatchObject([
      { hasRoom: true, remaining: 0 },
      { hasRoom: true, remaining: 4 },
    ]);
    expect(await count([narrow, wide], "both")).toMatchObject([
      { hasRoom: false, remaining: 0 },
      { hasRoom: true, remaining: 4 },
    ]);
  });

  it("slide: a request stops counting once it is one window old, as announced by reset", async () => {
    const short = { ...quota, name: "short", limit: 2, windowMs: 900 };
    await count([short], "patient");
    expect((await count([short], "patient"))[0]).toMatchObject({ hasRoom: true, remaining: 0 });
    const [refused] = await count([short], "patient");
    expect(refused?.hasRoom).toBe(false);
    expect(refused?.resetMs).toBeGreaterThan(0);
    expect(refused?.resetMs).toBeLessThanOrEqual(900);
    await until("a free place", async () => (await count([short], "patient"))[0]?.hasRoom, 5_000);
  });
});

it("keep nothing in Redis for longer than a window, and no more than the limit", async () => {
  const redis = openRedis(stack.limiter);
  const [limits, short] = [redisLimits(redis), { ...quota, name: "gone", windowMs: 2_000 }];
  for (let request = 0; request < 15; request++)
    await limits.count([{ quota: short, subject: "x" }]);
  const look = "return {redis.call('ZCARD', KEYS[1]), redis.call('PTTL', KEYS[1])}";
  const [members, expiresMs] = (await redis.run(look, ["limit:gone:x"], [])) as number[];
  expect(members).toBeLessThanOrEqual(10);
  expect(expiresMs).toBeGreaterThan(0);
  expect(expiresMs).toBeLessThanOrEqual(2_000);
});

it("delete expired rows from PostgreSQL in batches, and keep active ones", async () => {
  const [database] = databases;
  if (database === undefined) return expect.fail("There is no database.");
  await stack.admin`insert into rate_limit_counters (key, expires_at) select 'old ' || n, now() - interval '1 minute' from generate_series(1, 5) n`;
  await postgresLimits(database).count([{ quota, subject: "current" }]);
  const [first] = await stack.admin`select delete_expired_rate_limits(3) as deleted`;
  expect(first?.deleted).toBe(3);
  await stack.admin`select delete_expired_rate_limits(100)`;
  const rows =
    await stack.admin`select key from rate_limit_counters where expires_at < now() or key = 'limit:test:current'`;
  expect(rows.map(({ key }) => key)).toEqual(["limit:test:current"]);
});

it("evict the least recently used counters from memory when there are too many", async () => {
  const few = memoryLimits({ now: () => 0 }, 2);
  const once = { ...quota, limit: 1 };
  const passes = async (subject: string) =>
    (await few.count([{ quota: once, subject }]))[0]?.hasRoom;
  expect([
    await passes("a"),
    await passes("b"),
    await passes("c"),
    await passes("c"),
    await passes("a"),
  ]).toEqual([true, true, true, false, true]);
});

/** A proxy to the limiter's Redis that withholds its first responses. */
async function startLateRedis(late: number) {
  const { url, token } = stack.limiter;
  let asked = 0;
  const server = createServer(async (request, response) => {
    const isLate = ++asked <= late;
    const pieces: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(new URL(request.url ?? "/", url), { method: "POST", headers, body });
    const text = await answer.text();
    if (!isLate)
      response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    redis: openRedis({ url: `http://127.0.0.1:${port}`, token, timeoutMs: 400 }),
    asked: () => asked,
    close: () => void server.close().closeAllConnections(),
  };
}

describe("a Redis that responds too late", () => {
  const last = { quota: { ...quota, limit: 1, name: "late" }, subject: "x" };

  it("is retried once, and the request still counts once: it may take the last place", async () => {
    const late = await startLateRedis(1);
    expect(await redisLimits(late.redis).count([last])).toMatchObject([
      { hasRoom: true, remaining: 0 },
    ]);
    expect(late.asked()).toBe(2);
    expect(await redisLimits(late.redis).count([last])).toMatchObject([{ hasRoom: false }]);
    late.close();
  });

  it("is not retried twice, nor for a call that is not repeatable", async () => {
    const late = await startLateRedis(3);
    const unavailable = { code: "REDIS_UNAVAILABLE" };
    await expect(redisLimits(late.redis).count([last])).rejects.toMatchObject(unavailable);
    expect(late.asked()).toBe(2);
    await expect(late.redis.run("return 1", [], [])).rejects.toMatchObject(unavailable);
    expect(late.asked()).toBe(3);
    late.close();
  });
});
