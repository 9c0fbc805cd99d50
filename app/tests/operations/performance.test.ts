import { createMetricsBuffer } from "@seaworthy/platform/metrics/metrics";
import { openMetricsStore } from "@seaworthy/platform/metrics/metrics-store";
import { openRedis } from "@seaworthy/platform/redis/redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operatorToken, startStack, type TestStack } from "../../testing/stack.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

const minute = () => stack.worker.runCron("* * * * *");
const number = async (query: string) => Number((await stack.admin.unsafe(query))[0]?.n);
const operate = async (path: string, init: RequestInit = {}) => {
  const headers = { authorization: `Bearer ${operatorToken}`, "content-type": "application/json" };
  const response = await stack.worker.fetch(path, { ...init, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
async function elsewhere(route: string, status: string, ms: number, times: number) {
  const buffer = createMetricsBuffer();
  buffer.count("http_requests_total", { method: "POST", route, status }, times);
  for (let time = 0; time < times; time++)
    buffer.observe("http_request_duration_seconds", { method: "POST", route }, ms);
  await openMetricsStore(openRedis(stack.limiter)).flush(buffer);
}

describe("the performance tables", () => {
  it("count each request once, whatever happens to the cron", async () => {
    await elsewhere("/once", "200", 20, 30);
    expect(await minute()).toBe("ok");
    await Promise.all([minute(), minute()]);
    await elsewhere("/once", "500", 700, 10);
    await minute();
    const [row] =
      await stack.admin`select sum(requests)::int as requests, sum(errors)::int as errors,
      sum(total_ms)::float8 as ms from request_metrics where route = '/once'`;
    expect(row).toEqual({ requests: 40, errors: 10, ms: 7_600 });
  });

  it("show which routes are slow or fail", async () => {
    await elsewhere("/slow", "200", 900, 20);
    await elsewhere("/quick", "200", 5, 1_000);
    await minute();
    const { body } = await operate("/internal/performance?hours=1");
    const bottlenecks = body.bottlenecks as { route: string; issue: string; meanMs: number }[];
    expect(bottlenecks.find(({ route }) => route === "/slow")).toMatchObject({
      meanMs: 900,
      issue: "mean above 200 ms, p95 above 400 ms",
    });
    expect(bottlenecks.map(({ route }) => route)).not.toContain("/quick");
    expect(body.summary).toMatchObject([{ requests: expect.any(Number) }]);
    expect((body.metrics as { requests: number }).requests).toBeGreaterThanOrEqual(1_020);
    expect((await operate("/internal/performance?hours=0")).status).toBe(400);
    expect((await stack.worker.fetch("/internal/performance")).status).toBe(401);
  });

  it("are not written while the feature is switched off, without a deployment", async () => {
    await stack.admin`update system_config set enabled = false where feature = 'performance_monitoring'`;
    await elsewhere("/off", "200", 5, 7);
    expect(await minute()).toBe("ok");
    expect(
      await number("select count(*)::int as n from request_metrics where route = '/off'"),
    ).toBe(0);
    await stack.admin`update system_config set enabled = true where feature = 'performance_monitoring'`;
    await minute();
    expect(
      await number("select sum(requests)::int as n from request_metrics where route = '/off'"),
    ).toBe(7);
  });

  it("show who is blocked, until an operator lifts it", async () => {
    const subject = "203.0.113.9";
    const body = JSON.stringify({ subject, minutes: 15 });
    expect((await operate("/internal/blocks", { method: "POST", body })).status).toBeLessThan(300);
    await minute();
    const blocked = "select count(*)::int as n from rate_limits where window_end > now()";
    expect(await number(blocked)).toBe(1);
    await stack.worker.fetch(`/internal/blocks/${subject}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${operatorToken}` },
    });
    await minute();
    expect(await number(blocked)).toBe(0);
  });

  it("keep seven days, and cleaning up twice is harmless", async () => {
    await stack.admin`insert into request_metrics
        (recorded_at, method, route, requests, errors, limited, total_ms, buckets)
      select now() - make_interval(days => d), 'GET', '/old', 1, 0, 0, 1, array_fill(0::bigint, array[13])
      from generate_series(0, 13) d`;
    expect(await stack.worker.runCron()).toBe("ok");
    expect(await stack.worker.runCron()).toBe("ok");
    expect(
      await number("select count(*)::int as n from request_metrics where route = '/old'"),
    ).toBe(7);
  });

  it("are read by index at 100,000 rows", async () => {
    await stack.admin`insert into request_metrics
        (recorded_at, method, route, requests, errors, limited, total_ms, buckets)
      select date_trunc('minute', now()) - make_interval(mins => (g / 10)::int), 'GET', '/r' || g % 10, 5, 0, 0, 100,
        array[0,0,0,0,5,0,0,0,0,0,0,0,0]::bigint[]
      from generate_series(10, 100000) g`;
    await stack.admin`analyze request_metrics`;
    const plan = await stack.admin.unsafe(`explain select * from request_metrics r
      where r.recorded_at > now() - make_interval(hours => 1)`);
    expect(JSON.stringify(plan)).toContain("request_metrics_once");
    await stack.admin`delete from request_metrics where route ~ '^/r[0-9]$'`;
  });
});

/** The statements of the readiness reports, unchanged. */
it.each([
  "SELECT * FROM get_performance_bottlenecks(1); -- Last 1 hour",
  "SELECT * FROM rate_limits WHERE window_end > NOW();",
  "SELECT * FROM get_performance_metrics(24); -- Last 24 hours",
  "SELECT cleanup_performance_data(7); -- Keep 7 days",
  "SELECT COUNT(*) as blocked_requests FROM rate_limits WHERE window_end > NOW() - INTERVAL '1 hour';",
  "SELECT * FROM get_performance_bottlenecks(168); -- Last week",
  "ANALYZE request_metrics; ANALYZE system_metrics; ANALYZE rate_limits;",
  "SELECT * FROM performance_summary WHERE avg_response_time > 200 ORDER BY hour DESC;",
  "ALTER TABLE rate_limits DISABLE TRIGGER ALL; ALTER TABLE request_metrics DISABLE TRIGGER ALL;",
  "UPDATE system_config SET enabled = false WHERE feature = 'performance_monitoring';",
  "SELECT * FROM rate_limit_logs;",
  "SELECT schemaname, tablename, indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'idx_%' ORDER BY tablename;",
  "SELECT count(*) FROM pg_stat_activity WHERE datname = 'postgres';",
])("runs as written: %s", async (statement) => {
  await stack.admin.unsafe(statement);
});

it("no table is without row-level security, by the statement of the report on the feed", async () => {
  const statement =
    "SELECT COUNT(*) FROM (SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND rowsecurity = false) AS unprotected;";
  expect((await stack.admin.unsafe(statement))[0]?.count).toBe("0");
  await stack.admin`create table left_open (id int)`;
  expect((await stack.admin.unsafe(statement))[0]?.count).toBe("1");
  await stack.admin`drop table left_open`;
});

it("are closed to API roles", async () => {
  for (const role of ["anon", "authenticated"])
    for (const name of [
      "table request_metrics",
      "table system_metrics",
      "table rate_limits",
      "table system_config",
      "table performance_summary",
      "table rate_limit_logs",
      "function get_performance_metrics(integer)",
      "function get_performance_bottlenecks(integer)",
      "function cleanup_performance_data(integer, integer)",
    ]) {
      const [kind = "", object = ""] = name.split(/ (.*)/);
      const right = kind === "table" ? "select" : "execute";
      const [row] = await stack.admin.unsafe(
        `select has_${kind}_privilege('${role}', '${object}', '${right}') as may`,
      );
      expect([role, name, row?.may]).toEqual([role, name, false]);
    }
});
