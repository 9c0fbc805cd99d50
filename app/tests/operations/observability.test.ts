import type { Module } from "@seaworthy/platform/modules/define-module";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modules } from "../../src/modules.ts";
import { operatorToken, startStack, type TestStack } from "../../testing/stack.ts";
import { newPerson, type Person } from "../../testing/tokens.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

const operator = { headers: { authorization: `Bearer ${operatorToken}` } };

async function scrape(): Promise<string> {
  const response = await stack.worker.fetch("/metrics", operator);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  return response.text();
}

interface Security {
  readonly blocks: { readonly addresses: number; readonly longest: readonly string[] };
  readonly refused: number;
  readonly failedLogins: { readonly tokens: number; readonly keys: number };
}

/** The number on that line, 0 when the line is missing. */
function numberAt(text: string, series: string): number {
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

async function details(path: string, person?: Person): Promise<Record<string, unknown>> {
  const headers = person ? { authorization: person.authorization } : operator.headers;
  return (await (await stack.worker.fetch(path, { headers })).json()) as Record<string, unknown>;
}

describe("/metrics", () => {
  it("adds up the responses of all isolates, by method, route and status", async () => {
    const series = 'http_requests_total{method="GET",route="/rest/api-keys",status="401"}';
    const before = numberAt(await scrape(), series);
    const second = await stack.startWorker();
    for (const worker of [stack.worker, second, second])
      await (await worker.fetch("/rest/api-keys")).text();
    await until(
      "the other isolate's numbers",
      async () => numberAt(await scrape(), series) === before + 3,
    );
  });

  it("has quantiles, pool and query times, Redis calls, refusals and errors", async () => {
    const reader = await newPerson();
    const headers = { authorization: reader.authorization };
    for (let read = 0; read < 4; read++)
      await (await stack.worker.fetch("/rest/api-keys", { headers })).text();
    await (await stack.worker.fetch("/debug/error")).text();
    await (await stack.worker.fetch(`/nowhere/${crypto.randomUUID()}`)).text();
    const text = await scrape();
    expect(
      numberAt(
        text,
        'http_request_duration_quantile_seconds{method="GET",route="/rest/api-keys",quantile="0.99"}',
      ),
    ).toBeGreaterThan(0);
    expect(
      numberAt(
        text,
        'http_request_duration_seconds_bucket{method="GET",route="/rest/api-keys",le="+Inf"}',
      ),
    ).toBeGreaterThan(3);
    expect(
      numberAt(text, 'database_transactions_total{role="authenticated",outcome="done"}'),
    ).toBeGreaterThan(0);
    expect(
      numberAt(text, 'database_opening_duration_seconds_count{role="authenticated"}'),
    ).toBeGreaterThan(0);
    expect(
      numberAt(text, 'redis_calls_total{database="limiter",outcome="answered"}'),
    ).toBeGreaterThan(0);
    expect(
      numberAt(text, 'http_requests_total{method="GET",route="/debug/error",status="500"}'),
    ).toBe(1);
    expect(numberAt(text, 'http_requests_total{method="GET",route="unmatched",status="404"}')).toBe(
      1,
    );
    expect(text).not.toMatch(/nowhere/);
  });

  it.each([
    {},
    { authorization: "Bearer nonsense" },
    { authorization: `Bearer ${operatorToken}x` },
  ])("is only for operators: %o", async (headers) => {
    for (const path of ["/metrics", "/internal/health"]) {
      const response = await stack.worker.fetch(path, { headers });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        401,
        "UNAUTHENTICATED",
      ]);
    }
  });

  it("responds with 503 to an operator when Redis is down", async () => {
    const cut = await stack.startWorker({ LIMITER_REDIS_URL: "http://127.0.0.1:9" });
    const response = await cut.fetch("/metrics", operator);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      503,
      "REDIS_UNAVAILABLE",
    ]);
  });
});

it("/health names the bindings that production lacks, and shows no value", async () => {
  const broken = await stack.startWorker({
    ENVIRONMENT: "prod",
    JWT_SECRET: "short-secret-value",
    WEBHOOK_SECRET: "weak-secret-value",
    SENTRY_DSN: "",
  });
  const health = await broken.fetch("/health");
  const text = await health.text();
  expect(health.status).toBe(503);
  const wrong = [
    "JWT_SECRET: must have at least 32 characters",
    "WEBHOOK_SECRET: must have at least 32 characters",
    "SENTRY_DSN: not set",
  ];
  expect(JSON.parse(text)).toMatchObject({
    status: "unhealthy",
    errors: expect.arrayContaining(wrong),
  });
  expect(text).not.toContain("secret-value");
  expect((await broken.fetch("/rest/api-keys")).status).toBe(503);
});

describe("health in detail", () => {
  it("shows operators each component, the database's figures and the baseline", async () => {
    const answer = await details("/internal/health");
    expect(answer).toMatchObject({
      status: "healthy",
      parts: {
        pooler: "healthy",
        postgres: "healthy",
        cache: "healthy",
        limiter: "healthy",
        errorTracking: "healthy",
      },
      database: {
        tablesWithoutForcedRowLevelSecurity: [],
        invalidIndexes: [],
        connections: { most: 60 },
      },
    });
    expect(answer.baseline).toContainEqual({
      name: "databaseConnectionsShare",
      value: expect.any(Number),
      limit: 0.8,
      kept: true,
    });
  });

  it("shows admins the same, and other users nothing", async () => {
    const [admin, other] = [await newPerson(), await newPerson()];
    await stack.admin`insert into user_roles (user_id, role) values (${admin.id}, 'admin')`;
    expect(await details("/rest/admin/health", admin)).toMatchObject({
      parts: { postgres: "healthy" },
    });
    expect(await details("/rest/admin/health", other)).toMatchObject({ code: "FORBIDDEN" });
    expect((await stack.worker.fetch("/rest/admin/health")).status).toBe(401);
  });

  it("has blocks, refusals and failed logins with ?security", async () => {
    const [bad, subject] = ["Bearer nonsense", "203.0.113.77"];
    const before = (await details("/internal/health?security")).security as Security;
    await stack.worker.fetch("/rest/api-keys", { headers: { authorization: bad } });
    const key = { "x-api-key": `sk_${"a".repeat(60)}` };
    await stack.worker.fetch("/rest/api-keys/current", { headers: key });
    await stack.worker.fetch("/internal/blocks", {
      method: "POST",
      headers: { ...operator.headers, "content-type": "application/json" },
      body: JSON.stringify({ subject, minutes: 5 }),
    });
    const other = await newPerson();
    await details("/rest/admin/health", other);
    const after = (await details("/internal/health?security=true")).security as Security;
    expect(after.failedLogins.tokens).toBe(before.failedLogins.tokens + 1);
    expect(after.failedLogins.keys).toBe(before.failedLogins.keys + 1);
    expect(after.refused).toBe(before.refused + 1);
    expect(after.blocks.addresses).toBe(before.blocks.addresses + 1);
    expect(after.blocks.longest).toContain(subject);
    expect(await details("/internal/health")).not.toHaveProperty("security");
    expect(await details("/internal/health?security=false")).not.toHaveProperty("security");
    expect(await details("/internal/health?security=maybe")).toMatchObject({ status: 400 });
  });

  it("has rates, quantiles and a number for each figure of the modules with ?metrics", async () => {
    const answer = await details("/internal/health?metrics&database");
    const figures = modules.flatMap(({ name, figures = {} }: Module) =>
      Object.keys(figures).map((figure) => `${name}.${figure}`),
    );
    expect(answer.metrics).toMatchObject({ requests: expect.any(Number) });
    const shown = (answer.metrics as { figures: Record<string, number | null> }).figures;
    expect(Object.keys(shown).sort()).toEqual(figures.sort());
    expect(answer).not.toHaveProperty("security");
    expect(await details("/internal/health?detailed=true")).toMatchObject({
      metrics: expect.anything(),
      security: expect.anything(),
    });
  });

  it("is degraded when a table has no forced row-level security, and names it", async () => {
    await stack.admin`create table left_open (id int)`;
    expect(await details("/internal/health")).toMatchObject({
      status: "degraded",
      database: { tablesWithoutForcedRowLevelSecurity: ["left_open"] },
    });
    await stack.admin`drop table left_open`;
  });
});
