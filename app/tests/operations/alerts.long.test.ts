import { until } from "@seaworthy/platform/testing/until";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type AlertsStack, startAlertsStack } from "../../testing/alerts/alerts-stack.ts";
import { answers, type Watch, type Watched } from "../../testing/alerts/watch.ts";
import type { TestStack } from "../../testing/stack.ts";

const patience = { timeout: 180_000 };

let alerts: AlertsStack;
let stack: TestStack;
let watch: Watch;
let worker: Watched;
beforeAll(async () => {
  alerts = await startAlertsStack({ DATABASE_CONNECT_TIMEOUT_MS: "500" });
  ({ stack, watch, worker } = alerts);
}, 120_000);
afterAll(() => alerts?.close());
beforeEach(() => alerts.reset(), 60_000);

const nowhere = "http://127.0.0.1:9";
const noDatabase = "postgres://app_worker:password@127.0.0.1:9/postgres";

it("Redis down is one alert", patience, async () => {
  const cut = await watch.start({ LIMITER_REDIS_URL: nowhere, CACHE_REDIS_URL: nowhere });
  expect(await cut.evaluate(3)).toEqual(["redis"]);
  expect(await watch.told()).toEqual(["redis"]);
});

it("Redis and the database down are two, kept in the isolate's memory", patience, async () => {
  const cut = await watch.start({ LIMITER_REDIS_URL: nowhere }, noDatabase);
  await cut.evaluate(3);
  expect((await watch.told()).toSorted()).toEqual(["database", "redis"]);
});

it("a hanging Redis is one alert, and ends when it responds", patience, async () => {
  const thaw = stack.freeze("redis");
  try {
    await worker.evaluate(3);
  } finally {
    thaw();
  }
  expect(await watch.told()).toEqual(["redis"]);
  await until("the end of the incident", async () => (await worker.evaluate()).length === 0);
  expect(await watch.told()).toEqual(["redis"]);
});

it("a hanging pooler is one alert, and none for the errors it causes", patience, async () => {
  await watch.elsewhere((metrics) => answers(metrics, "200", 100));
  const thaw = stack.freeze("pgbouncer");
  try {
    await watch.elsewhere((metrics) => answers(metrics, "503", 100));
    expect(await worker.evaluate(3)).toEqual(["database"]);
  } finally {
    thaw();
  }
  expect(await watch.told()).toEqual(["database"]);
});

/** Supabase's default for the smallest project. */
const poolSize = 15;

it("an exhausted pool is one alert", patience, async () => {
  const many = postgres(stack.addresses.database.href, {
    ...{ max: 100, prepare: false, fetch_types: false, onnotice: () => {} },
  });
  const held = Array.from({ length: 100 }, () => many`select pg_sleep(120)`.catch(() => "ended"));
  const asleep = stack.admin`query like '%pg_sleep%' and pid <> pg_backend_pid()`;
  try {
    await until("a full pool", async () => {
      const [row] = await stack.admin`
        select count(*)::int as count from pg_stat_activity where state = 'active' and ${asleep}`;
      return Number(row?.count) >= poolSize;
    });
    expect(await worker.evaluate(2)).toEqual(["database"]);
  } finally {
    await many.end({ timeout: 0 });
    await stack.admin`select pg_terminate_backend(pid) from pg_stat_activity where ${asleep}`;
    await Promise.all(held);
  }
  expect(await watch.told()).toEqual(["database"]);
});
