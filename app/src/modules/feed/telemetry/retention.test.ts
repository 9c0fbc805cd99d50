import { createTelemetry } from "@seaworthy/platform/client/telemetry";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testTime } from "../../../../testing/app.ts";
import { operatorToken, startStack, type TestStack } from "../../../../testing/stack.ts";
import { newPerson } from "../../../../testing/tokens.ts";
import { createSample, mostRows } from "./observations.ts";
import { batchSize } from "./usage.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

it("deletes usage events older than 30 days and expired limits, and keeps the others", async () => {
  await stack.admin`insert into usage_events (event, occurred_at) select 'old', now() - interval '30 days 1 minute' from generate_series(1, 12000)`;
  await stack.admin`insert into usage_events (event, occurred_at) values ('kept', now() - interval '29 days 23 hours')`;
  await stack.admin`insert into rate_limit_counters (key, expires_at) values ('over', now() - interval '1 second'), ('current', now() + interval '1 day')`;
  expect(await stack.worker.runCron()).toBe("ok");
  const rows =
    await stack.admin`select event, count(*)::int as count from usage_events group by event`;
  expect([...rows]).toEqual([{ event: "kept", count: 1 }]);
  expect([...(await stack.admin`select key from rate_limit_counters`)]).toEqual([
    { key: "current" },
  ]);
  await until("the audit line", () =>
    stack.worker
      .logs()
      .some((line) => line.action === "usage_events.expired" && line.deleted === 12000),
  );
});

it("deletes API keys that ended 90 days ago, and keeps newer and active ones", async () => {
  const owner = crypto.randomUUID();
  const insert = (name: string, expires: string, revoked: string | null) =>
    stack.admin`insert into api_keys (owner_id, name, prefix, hash, scopes, created_at, expires_at, revoked_at)
      values (${owner}, ${name}, 'sw_', ${crypto.randomUUID().replaceAll("-", "").repeat(2)}, '{feed:read}', now() - interval '1 year',
        now() + ${expires}::text::interval, now() + ${revoked}::text::interval)`;
  await insert("expired long ago", "-91 days", null);
  await insert("revoked long ago", "1 day", "-91 days");
  await insert("revoked after it had expired", "-91 days", "-1 day");
  await insert("expired lately", "-89 days", null);
  await insert("revoked lately", "1 day", "-89 days");
  await insert("works", "1 day", null);
  expect(await stack.worker.runCron()).toBe("ok");
  const left = await stack.admin`select name from api_keys where owner_id = ${owner} order by name`;
  expect(left.map(({ name }) => name)).toEqual(["expired lately", "revoked lately", "works"]);
});

it("records feed reads in batches, one row each", async () => {
  for (let read = 0; read < batchSize; read++) await stack.worker.fetch("/rest/feed");
  const rows = await until("a row", async () => {
    const found =
      await stack.admin`select quantity, user_id from usage_events where event = 'feed.read'`;
    return found.length > 0 && found;
  });
  expect(rows.reduce((sum, row) => sum + Number(row.quantity), 0)).toBeLessThanOrEqual(batchSize);
  expect(rows.every((row) => row.user_id === null)).toBe(true);
});

const months = async (parent: string) =>
  (
    await stack.admin`select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = ${parent}::regclass order by 1`
  ).map(({ relname }) => String(relname));
const maintain = async (at: string) =>
  (await stack.admin`select made, dropped from maintain_partitions(${at}::text::timestamptz)`)[0];

describe("the months of usage_events and rpc_observations", () => {
  it("are created two months ahead and dropped 30 days after they end; running twice changes nothing", async () => {
    const tables = ["usage_events", "rpc_observations"] as const;
    await maintain("2027-06-15T00:00:00Z");
    for (const table of tables) {
      const found = await months(table);
      expect(found.slice(-4)).toEqual(
        ["05", "06", "07", "08"].map((month) => `${table}_2027_${month}`),
      );
    }
    expect(await maintain("2027-06-15T00:00:00Z")).toEqual({ made: 0, dropped: 0 });
    await stack.admin`insert into usage_events (event, occurred_at) values ('kept', '2027-06-01'), ('over', '2027-05-30')`;
    await maintain("2027-07-02T00:00:00Z");
    expect(await months("usage_events")).toContain("usage_events_2027_06");
    expect(await months("usage_events")).not.toContain("usage_events_2027_05");
    const rows = await stack.admin`select event from usage_events where event in ('kept', 'over')`;
    expect(rows.map(({ event }) => event)).toEqual(["kept"]);
    await stack.admin`select maintain_partitions()`;
  });

  it("have the same rights and row-level security as their table, and are closed to API roles", async () => {
    const bad = await stack.admin`select c.relname from pg_class c
      where c.relnamespace = 'internal'::regnamespace and c.relispartition and c.relkind = 'r'
        and (not c.relrowsecurity or not c.relforcerowsecurity
          or has_table_privilege('authenticated', c.oid, 'select')
          or has_table_privilege('anon', c.oid, 'select'))`;
    expect([...bad]).toEqual([]);
  });

  it("raise an alert when the newest ends within 14 days", async () => {
    const headers = { authorization: `Bearer ${operatorToken}` };
    const evaluated = async () => {
      await stack.worker.runCron("* * * * *");
      const answer = await (await stack.worker.fetch("/internal/alerts", { headers })).json();
      const { alerts } = answer as { alerts: { name: string; fires: boolean; value: number }[] };
      return alerts.find(({ name }) => name === "feed.partitions");
    };
    expect(await evaluated()).toMatchObject({ fires: false });
    await stack.admin`drop function partition_days_ahead(timestamptz)`;
    await stack.admin.unsafe(`create function partition_days_ahead(at timestamptz default now()) returns double precision
      language sql as 'select 13.5::double precision'`);
    await stack.admin`grant execute on function partition_days_ahead(timestamptz) to service_role`;
    expect(await evaluated()).toMatchObject({ fires: true, value: 13.5 });
    const [row] =
      await stack.admin`select min(extract(epoch from ends - now()) / 86400)::float8 as days
      from (select max(ends) as ends from feed_partitions() group by parent_name) newest`;
    expect(Number(row?.days)).toBeGreaterThan(31);
  });
});

describe("usage that clients report", () => {
  const post = async (body: object, authorization?: string) =>
    stack.worker.fetch("/rest/usage", {
      method: "POST",
      headers: { "content-type": "application/json", ...(authorization ? { authorization } : {}) },
      body: JSON.stringify(body),
    });

  it("is stored under client., with its user", async () => {
    const person = await newPerson();
    const events = [
      { event: "page.view", page: "/home" },
      { event: "feed.read", quantity: 9 },
    ];
    const response = await post({ events }, person.authorization);
    expect([response.status, await response.json()]).toEqual([202, { taken: 2 }]);
    const rows = await stack.admin`select event, quantity, meta from usage_events
      where user_id = ${person.id} order by event`;
    expect([...rows]).toEqual([
      { event: "client.feed.read", quantity: 9, meta: {} },
      { event: "client.page.view", quantity: 1, meta: { page: "/home" } },
    ]);
  });

  it.each([
    [{ events: [] }],
    [{ events: [{ event: "DROP TABLE" }] }],
    [{ events: [{ event: "a", user_id: crypto.randomUUID() }] }],
    [{ events: Array.from({ length: 51 }, () => ({ event: "a" })) }],
  ])("is refused if malformed: %j", async (body) => {
    const { authorization } = await newPerson();
    expect((await post(body, authorization)).status).toBe(422);
  });

  it("requires a signed-in user, and no API role can write it", async () => {
    expect((await post({ events: [{ event: "a" }] })).status).toBe(401);
    const [row] = await stack.admin`select
      has_function_privilege('authenticated', 'log_usage_event_v2(text, integer, uuid, jsonb)', 'execute') as one,
      has_function_privilege('anon', 'log_usage_event_v2(text, integer, uuid, jsonb)', 'execute') as two`;
    expect(row).toEqual({ one: false, two: false });
  });
});

describe("observations", () => {
  it("are a sample in which each result keeps its share of all reads", () => {
    let seed = 1;
    // The Numerical Recipes generator: same sequence in every run.
    const random = () => {
      seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
      return seed / 2 ** 32;
    };
    const sample = createSample(random);
    const read = (state: string, now: number) =>
      sample.add({ name: "a", ms: 1, at: "", meta: { cache_result: state } }, now);
    for (let count = 0; count < 20_000; count++) read(count % 2 ? "hit" : "miss", testTime);
    const rows = read("hit", testTime + 15_000) ?? [];
    expect(rows).toHaveLength(mostRows);
    const misses = rows.filter(({ meta }) => meta.cache_result === "miss").length;
    expect(misses).toBeGreaterThan(mostRows / 4);
    expect(misses).toBeLessThan((3 * mostRows) / 4);
    expect(read("hit", testTime + 15_001)).toBeUndefined();
  });

  it("return rows for the report's statement as written", async () => {
    await stack.worker.fetch("/rest/feed?limit=2");
    await stack.worker.fetch("/rest/feed?limit=2");
    const found = await until(
      "a batch",
      async () => {
        await stack.worker.fetch("/rest/feed?limit=2");
        const rows = await stack.admin.unsafe(`SELECT
          meta->>'cache_result' as result,
          COUNT(*) as count
        FROM rpc_observations
        WHERE created_at > NOW() - INTERVAL '1 hour'
        GROUP BY 1;`);
        return rows.length > 0 && rows;
      },
      40_000,
    );
    expect(found.map(({ result }) => result)).toContain("hit");
    const tables = await stack.admin.unsafe(`SELECT COUNT(*) FROM (
        SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND rowsecurity = false
      ) AS unprotected;`);
    expect(Number(tables[0]?.count)).toBe(0);
  });
});

describe("what operators see of the feed", () => {
  const headers = { authorization: `Bearer ${operatorToken}` };

  it("counts users of the last 24 hours once each", async () => {
    const [active, gone] = [crypto.randomUUID(), crypto.randomUUID()];
    await stack.admin`delete from usage_events`;
    await stack.admin`insert into usage_events (event, user_id)
      select 'x', ${active} from generate_series(1, 3)`;
    await stack.admin`insert into usage_events (event, user_id, occurred_at)
      values ('x', ${gone}, now() - interval '25 hours')`;
    const answer = await stack.worker.fetch("/internal/health?metrics", { headers });
    expect(await answer.json()).toMatchObject({ metrics: { figures: { "feed.activeUsers": 1 } } });
  });

  it("has the cache's reads by result, and its calls of Redis, in /metrics", async () => {
    for (let read = 0; read < 3; read++)
      await (await stack.worker.fetch("/rest/feed?limit=4")).text();
    const text = await (await stack.worker.fetch("/metrics", { headers })).text();
    for (const series of [
      'cache_reads_total{result="memory"}',
      'cache_reads_total{result="computed"}',
      'redis_calls_total{database="cache",outcome="answered"}',
    ])
      expect(
        text.split("\n").some((line) => line.startsWith(`${series} `) && !line.endsWith(" 0")),
        series,
      ).toBe(true);
  });
});

it("stores what a client used and measured", async () => {
  const { id, authorization } = await newPerson();
  const telemetry = createTelemetry({
    send: async (events) => {
      const response = await stack.worker.fetch("/rest/usage", {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify({ events }),
      });
      expect(response.status).toBe(202);
    },
    later: () => undefined,
  });
  telemetry.trackUsage("page.view", { page: "/home", quantity: 2 });
  telemetry.trackMetric("page.ready_ms", 41.5, { page: "/home" });
  await telemetry.flush();
  const rows = await stack.admin`select event, quantity, meta from usage_events
    where user_id = ${id} order by event`;
  expect([...rows]).toEqual([
    { event: "client.page.ready_ms", quantity: 1, meta: { page: "/home", value: 41.5 } },
    { event: "client.page.view", quantity: 2, meta: { page: "/home" } },
  ]);
});
