import * as pulumi from "@pulumi/pulumi";
import { modules } from "@seaworthy/app/src/modules";
import { tableOfBindings } from "@seaworthy/platform/bindings/binding-table";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { changed, readStackFile } from "@seaworthy/stack/config/stack-file";
import { failureOfProgram, type Program, runProgram } from "@seaworthy/stack/testing/program";
import { beforeAll, describe, expect, test } from "vitest";
import { secrets } from "./secret-table.ts";

const components = ["secrets", "database", "redis", "errors", "app", "edge"];

let prod: Program;
beforeAll(async () => {
  prod = await runProgram(readStackFile("prod"));
});

test("every resource belongs to a component, by name", () => {
  for (const { name } of prod.declared)
    expect(
      components.some((component) => name === component || name.startsWith(`${component}-`)),
      name,
    ).toBe(true);
});

test("the stack file's values reach the vendors", () => {
  expect(prod.of("seaworthy:supabase:Pooler")["database-pooler"]).toMatchObject({
    poolMode: "transaction",
    defaultPoolSize: 60,
  });
  const settings = prod.of("supabase:index/settings:Settings")["database-settings"];
  expect(JSON.parse(String(settings?.database))).toEqual({
    max_connections: 200,
    statement_timeout: "5000ms",
  });
  expect(settings).toMatchObject({ sslEnforcement: true });
  expect(settings).not.toHaveProperty("pooler");
  expect(JSON.parse(String(settings?.network)).restrictions).toContain("2606:4700::/32");
  const roles = prod.of("seaworthy:index:DatabaseRole");
  const limits = { statement_timeout: "5000ms" };
  expect(roles["database-worker"]).toMatchObject({
    name: "app_worker",
    login: false,
    memberOf: ["anon", "authenticated", "service_role"],
  });
  expect(roles["database-worker-a"]).toMatchObject({
    name: "app_worker_a",
    login: true,
    memberOf: ["app_worker"],
    settings: limits,
  });
  expect(roles["database-worker-b"]).toMatchObject({
    name: "app_worker_b",
    login: false,
    memberOf: ["app_worker"],
    settings: limits,
  });
});

test("the cache may evict, the limiter may not, and each has two users, only one of which may log in", () => {
  const databases = prod.of("seaworthy:upstash:RedisDatabase");
  expect(databases["redis-cache"]).toMatchObject({
    name: "seaworthy-prod-cache",
    eviction: true,
    tls: true,
  });
  expect(databases["redis-limiter"]).toMatchObject({
    name: "seaworthy-prod-limiter",
    eviction: false,
    tls: true,
  });
  const enabled = Object.entries(prod.of("seaworthy:upstash:AclUser")).map(([name, user]) => [
    name,
    user.enabled,
  ]);
  expect(Object.fromEntries(enabled)).toEqual({
    ...{ "redis-cache-worker-a": true, "redis-cache-worker-b": false },
    ...{ "redis-limiter-worker-a": true, "redis-limiter-worker-b": false },
  });
});

test("alerts reach someone, for new issues, many errors and the app's own metrics", () => {
  const alerts = prod.of("sentry:index/alert:Alert");
  expect(alerts["errors-new-issue-alert"]).toMatchObject({
    enabled: true,
    monitorIds: ["monitor-id"],
  });
  expect(alerts["errors-error-rate-alert"]).toMatchObject({
    enabled: true,
    monitorIds: ["errors-error-rate-id"],
  });
  for (const alert of Object.values(alerts))
    expect(alert.actionFilters).toMatchObject([
      { actions: [{ email: { targetType: "issue_owners" } }] },
    ]);
  // The two alerts never mail the same event: one mail per incident.
  const tagged = (match: string) => [{ conditions: [{ taggedEvent: { key: "alert", match } }] }];
  expect(alerts["errors-new-issue-alert"]?.actionFilters).toMatchObject(tagged("ns"));
  expect(alerts["errors-number-alert"]?.actionFilters).toMatchObject(tagged("is"));
});

test("production serves only behind the zone, with TLS 1.2 or later and HSTS", () => {
  expect(prod.of("cloudflare:index/worker:Worker").app).toMatchObject({
    subdomain: { enabled: false, previewsEnabled: false },
    observability: { enabled: true },
  });
  const settings = Object.values(prod.of("cloudflare:index/zoneSetting:ZoneSetting"));
  const values = Object.fromEntries(settings.map(({ settingId, value }) => [settingId, value]));
  expect(values).toMatchObject({
    always_use_https: "on",
    min_tls_version: "1.2",
    security_header: { strict_transport_security: { enabled: true } },
  });
});

test("all traffic goes to the uploaded version", () => {
  expect(
    prod.of("cloudflare:index/workersDeployment:WorkersDeployment")["app-deployment"],
  ).toMatchObject({
    scriptName: "seaworthy-prod",
    versions: [{ versionId: "app-version-id", percentage: 100 }],
  });
  expect(prod.of("cloudflare:index/workersRoute:WorkersRoute")["edge-route"]).toMatchObject({
    pattern: "api.seaworthy.dev/*",
    script: "seaworthy-prod",
  });
});

test("secret outputs are secret, and addresses are not", async () => {
  const { jwtSecret, databaseUrls, supabaseProjectRef, sentryDsn } = prod.outputs;
  const { direct, pooler } = databaseUrls as Record<string, pulumi.Output<string>>;
  for (const secret of [jwtSecret, direct, pooler])
    expect(await pulumi.isSecret(secret as pulumi.Output<string>)).toBe(true);
  for (const open of [supabaseProjectRef, sentryDsn])
    expect(await pulumi.isSecret(open as pulumi.Output<string>)).toBe(false);
});

/** Pulumi's mocks pass a list that contains a secret as one secret: `value` is the list. */
function bindingsOf(program: Program): { name: string; type: string; text?: string }[] {
  const bindings = program.of("cloudflare:index/workerVersion:WorkerVersion")["app-version"]
    ?.bindings;
  return (bindings as { value: { name: string; type: string; text?: string }[] }).value;
}

const bindingNames = (program: Program) => bindingsOf(program).map(({ name }) => name);

describe("the Worker's bindings", () => {
  test("are all that the app needs, none that it does not know, and of the right kinds", async () => {
    const bindingTable = tableOfBindings(modules);
    const line = ({ name, kind }: { name: string; kind: string }) => `${name}: ${kind}`;
    const declared = bindingsOf(prod).map(({ name, type }) => line({ name, kind: type }));
    // A module only names its secret; whether a rotation needs a second value is up to the secret.
    const ofModules = modules.flatMap(({ secrets = {} }: Module) =>
      Object.keys(secrets).map((name) => `${name}_PREVIOUS: secret_text`),
    );
    expect([...bindingTable.map(line), ...ofModules]).toEqual(expect.arrayContaining(declared));
    expect(declared).toEqual(
      expect.arrayContaining(bindingTable.filter(({ needed }) => needed !== "no").map(line)),
    );
  });

  test("hold each rotated key twice, with the same value while no rotation is in progress", () => {
    const text = (name: string) => bindingsOf(prod).find((binding) => binding.name === name)?.text;
    for (const name of [
      "JWT_SECRET",
      "API_KEY_PEPPER",
      "WEBHOOK_SECRET",
      "UNSUBSCRIBE_KEY",
      "OPERATOR_TOKEN",
    ]) {
      expect(text(`${name}_PREVIOUS`), name).toMatch(/^generated/);
      expect(text(name), name).toMatch(/^generated/);
    }
  });
});

describe("a third-party key", () => {
  const names = (program: Program) =>
    bindingNames(program).filter((name) => /STRIPE_SECRET|GOOGLE/.test(name));

  test("is bound as the configuration says, whether supplied or not", async () => {
    expect(names(prod)).toEqual([]);
    const enabled = changed(readStackFile("prod"), "secrets.thirdParty", ["stripe", "google"]);
    const program = await runProgram(enabled, { "secrets-stripe": { value: "", generation: 0 } });
    expect(names(program).sort()).toEqual(["GOOGLE_API_KEY", "STRIPE_SECRET_KEY"]);
    expect(program.of("seaworthy:index:Credential")["secrets-stripe"]).toMatchObject({
      given: "SEAWORTHY_PROVIDED_STRIPE_SECRET_KEY",
    });
  });

  test.each(secrets.filter(({ kind }) => kind.provided))(
    "$binding is supplied in the variable of its name",
    ({ binding, given }) => {
      expect(given).toBe(`SEAWORTHY_PROVIDED_${binding}`);
    },
  );
});

test("an existing project is used and none is created", async () => {
  const project = { ref: "abcdefghijklmnopqrst", password: "a-long-password" };
  const program = await runProgram(changed(readStackFile("prod"), "database.project", project));
  expect(program.of("supabase:index/project:Project")).toEqual({});
  expect(program.of("seaworthy:supabase:Pooler")["database-pooler"]).toMatchObject({
    projectRef: project.ref,
  });
  expect(
    await pulumi.isSecret(
      (program.outputs.databaseUrls as Record<string, pulumi.Output<string>>)
        .direct as pulumi.Output<string>,
    ),
  ).toBe(true);
});

describe("bindings with which the Worker would not work", () => {
  const ofWebhook = (text: unknown) => ({ "secrets-webhook": { value: text, valueA: text } });
  const uploaded = (program: Program) =>
    program.declared.some(({ type }) => type === "cloudflare:index/workerVersion:WorkerVersion");

  test.each([
    [
      "a webhook secret under 32 characters",
      ofWebhook("short-secret-value"),
      "WEBHOOK_SECRET: must have at least 32 characters",
    ],
    [
      "no Sentry DSN",
      { "errors-key-a": { dsnPublic: "" }, "errors-key-b": { dsnPublic: "" } },
      "SENTRY_DSN: not set",
    ],
  ])(
    "stop production's deployment: %s, by name and never by value",
    async (_what, state, reason) => {
      const failure = await failureOfProgram(readStackFile("prod"), state);
      expect(failure.message).toContain(reason);
      expect(failure.message).not.toContain("short-secret-value");
    },
  );

  test("are a warning where they are not required, and judged by `up` if a preview does not know them", async () => {
    expect(
      uploaded(await runProgram(readStackFile("local"), ofWebhook("short-secret-value"))),
    ).toBe(true);
    expect(
      uploaded(await runProgram(readStackFile("prod"), ofWebhook(undefined), { preview: true })),
    ).toBe(true);
  });
});

test("logs and traces go where the stack file says, and Logpush's key stays secret", async () => {
  const sent = { destinations: ["shop-logs"], stored: false };
  const program = await runProgram(
    changed(readStackFile("prod"), "observability", {
      logs: sent,
      traces: { destinations: ["shop-traces"], sampleRate: 0.05 },
      logpush: { destination: "splunk://splunk.shop.dev/raw?header_Authorization=key" },
    }),
  );
  expect(program.of("cloudflare:index/worker:Worker").app).toMatchObject({
    logpush: true,
    observability: {
      logs: { headSamplingRate: 0.1, destinations: ["shop-logs"], persist: false },
      traces: { headSamplingRate: 0.05, destinations: ["shop-traces"], persist: true },
    },
  });
  const job = program.of("cloudflare:index/logpushJob:LogpushJob")["app-logpush"];
  expect(job).toMatchObject({ dataset: "workers_trace_events", enabled: true });
  expect(JSON.parse(String(job?.filter))).toEqual({
    where: { key: "ScriptName", operator: "eq", value: "seaworthy-prod" },
  });
});
