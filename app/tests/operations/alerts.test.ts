import type { Metrics } from "@seaworthy/platform/metrics/metrics";
import { readGauges, writeGauge } from "@seaworthy/platform/metrics/metrics-gauges";
import { openRedis } from "@seaworthy/platform/redis/redis";
import { until } from "@seaworthy/platform/testing/until";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AlertsStack, startAlertsStack } from "../../testing/alerts/alerts-stack.ts";
import { answers, take, type Watch, type Watched } from "../../testing/alerts/watch.ts";
import type { TestStack } from "../../testing/stack.ts";

let alerts: AlertsStack;
let stack: TestStack;
let watch: Watch;
let worker: Watched;
beforeAll(async () => {
  alerts = await startAlertsStack();
  ({ stack, watch, worker } = alerts);
});
afterAll(() => alerts?.close());
beforeEach(() => alerts.reset());

describe("fires once, with one Sentry event, for", () => {
  it.each<[string, (metrics: Metrics) => void, string[]]>([
    [
      "errors above 1 %",
      (metrics) => {
        answers(metrics, "200", 490);
        answers(metrics, "503", 10);
      },
      ["error-rate"],
    ],
    [
      "errors above 5 %, which is not told as 1 % too",
      (metrics) => {
        answers(metrics, "200", 90);
        answers(metrics, "500", 10);
      },
      ["error-rate-high"],
    ],
    ["a mean above 2,000 ms", (metrics) => take(metrics, 2_200, 60), ["response-time"]],
    [
      "a p99 above 1,000 ms",
      (metrics) => {
        take(metrics, 40, 980);
        take(metrics, 2_000, 20);
      },
      ["response-time-p99"],
    ],
    [
      "more misses than hits",
      (metrics) => {
        metrics.count("cache_reads_total", { result: "computed" }, 300);
        metrics.count("cache_reads_total", { result: "memory" }, 200);
      },
      ["cache-misses"],
    ],
    [
      "waiting for the pool",
      (metrics) => {
        for (let time = 0; time < 100; time++)
          metrics.observe("database_opening_duration_seconds", { role: "anon" }, 4_000);
      },
      ["pool-wait"],
    ],
    ["a dead job", (m) => m.count("jobs_finished_total", { outcome: "dead" }), ["dead-jobs"]],
    [
      "blocked clients",
      (metrics) => metrics.count("blocks_total", { subject: "address" }, 4),
      ["blocked-clients"],
    ],
  ])("%s", async (_what, add, names) => {
    await watch.elsewhere(add);
    expect(await worker.evaluate(2)).toEqual(names);
    expect(await watch.told()).toEqual(names);
  });

  it("errors returned by the Worker", async () => {
    for (let time = 0; time < 30; time++) await (await worker.fetch("/debug/error")).text();
    await until("the error rate", async () =>
      (await worker.evaluate()).includes("error-rate-high"),
    );
    await worker.evaluate();
    expect(await watch.told()).toEqual(["error-rate-high"]);
  });

  it("invalid tokens", async () => {
    for (let time = 0; time < 51; time++)
      await worker.fetch("/rest/api-keys", { headers: { authorization: `Bearer wrong-${time}` } });
    expect(await worker.evaluate(2)).toEqual(["authentication-failures"]);
    expect(await watch.told()).toEqual(["authentication-failures"]);
  });

  it("more than 50 active connections", async () => {
    const { host, port, database, user, pass } = stack.admin.options;
    const url = `postgres://${user}:${String(pass)}@${host[0]}:${port[0]}/${database}`;
    const many = postgres(url, { max: 51, onnotice: () => {} });
    const asleep = stack.admin`query like '%pg_sleep%' and pid <> pg_backend_pid()`;
    const held = Array.from({ length: 51 }, () => many`select pg_sleep(60)`.catch(() => "ended"));
    await until("the connections", async () => {
      const [row] = await stack.admin`
        select count(*)::int as count from pg_stat_activity where state = 'active' and ${asleep}`;
      return row?.count === 51;
    });
    expect(await worker.evaluate(2)).toEqual(["connections"]);
    expect(await watch.told()).toEqual(["connections"]);
    await stack.admin`select pg_terminate_backend(pid) from pg_stat_activity where ${asleep}`;
    await Promise.all(held);
    await many.end({ timeout: 0 });
  });

  it("unhealthy state: a table without row-level security", async () => {
    await stack.admin`alter table api_keys disable row level security`;
    expect(await worker.evaluate(3)).toEqual(["health"]);
    expect(await watch.told()).toEqual(["health"]);
    await stack.admin`alter table api_keys enable row level security`;
    expect(await worker.evaluate(2)).toEqual([]);
  });

  it("unreadable metrics: no data does not count as healthy", async () => {
    await stack.admin`revoke execute on function internal.database_report() from service_role`;
    expect(await worker.evaluate(4)).toEqual(["unmeasured"]);
    expect(await watch.told()).toEqual(["unmeasured"]);
    await stack.admin`grant execute on function internal.database_report() to service_role`;
  });
});

describe("without its state store", () => {
  const noDatabase = "postgres://app_worker:password@127.0.0.1:9/postgres";

  it("a database outage is one alert, and none for its consequences", async () => {
    const cut = await watch.start({}, noDatabase);
    await cut.evaluate();
    await watch.elsewhere((metrics) => answers(metrics, "503", 100));
    expect(await cut.evaluate(2)).toEqual(["database"]);
    expect(await watch.told()).toEqual(["database"]);
  });
});

it("the stack file's limit overrides the alert's default", async () => {
  const tolerant = await watch.start({ ALERTS: JSON.stringify({ "error-rate-high": 0.6 }) });
  await watch.elsewhere((metrics) => {
    answers(metrics, "200", 100);
    answers(metrics, "500", 100);
  });
  expect(await tolerant.evaluate()).toEqual(["error-rate"]);
  await watch.elsewhere((metrics) => answers(metrics, "500", 400));
  expect(await tolerant.evaluate()).toEqual(["error-rate-high", "error-rate"]);
});

it("when Sentry recovers it gets the alert, once", async () => {
  await watch.sentry.set({ kind: "stopped" });
  await watch.elsewhere((metrics) => answers(metrics, "500", 100));
  expect(await worker.evaluate()).toEqual(["error-rate-high"]);
  expect(await watch.told()).toEqual([]);
  await watch.sentry.set({ kind: "none" });
  await worker.evaluate(2);
  expect(await watch.told()).toEqual(["error-rate-high"]);
});

it("two concurrent evaluations are one incident", async () => {
  await watch.elsewhere((metrics) => answers(metrics, "500", 100));
  await Promise.all([worker.evaluate(), worker.evaluate()]);
  expect(await worker.evaluate()).toEqual(["error-rate-high"]);
  const issues = (await stack.events()).filter(({ title }) =>
    /error-rate-high/.test(String(title)),
  );
  const [first] = issues;
  const told = await watch.told();
  expect(new Set(issues.slice(0, told.length).map(({ groupID }) => groupID))).toEqual(
    new Set([first?.groupID]),
  );
});

it("a gauge is the highest reported value that has not expired", async () => {
  const redis = openRedis(stack.limiter);
  const now = Date.now();
  const write = (instance: string, value: number, keepMs: number) =>
    writeGauge(redis, { name: "sockets", instance, value, keepMs }, now);
  await write("one", 9_001, 60_000);
  await write("two", 9_500, 30_000);
  await write("three", 12, 60_000);
  expect(await readGauges(redis, now)).toEqual(new Map([["sockets", 9_500]]));
  expect(await readGauges(redis, now + 30_000)).toEqual(new Map([["sockets", 9_001]]));
  expect(await readGauges(redis, now + 60_000)).toEqual(new Map());
});
