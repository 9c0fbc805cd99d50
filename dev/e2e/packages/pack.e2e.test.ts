import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createStack, type TestStack } from "@seaworthy/plugins/testing/stack";
import { areas } from "@seaworthy/readiness/rules/rule";
import { afterAll, beforeAll, expect, test } from "vitest";

/**
 * One broken property in each area, in a real preview: nothing is created, so no vendor is called.
 */
const program = `
import * as cloudflare from "@pulumi/cloudflare";
import * as sentry from "@pulumi/sentry";
import * as supabase from "@pulumi/supabase";
import * as pulumi from "@pulumi/pulumi";
import { DatabaseRole, supabase as seaworthy, upstash } from "@seaworthy/sdk/index";

const broken = new pulumi.Config("trial").requireBoolean("broken");
const accountId = "0".repeat(32);
const zoneId = accountId;

const project = new supabase.Project("project", { name: "shop-prod", organizationId: "shop", region: "eu-central-1", databasePassword: pulumi.secret("0123456789abcdef"), instanceSize: "xlarge" }, { protect: !broken });
new supabase.Settings("settings", { projectRef: project.id, sslEnforcement: !broken });
new seaworthy.Pooler("pooler", { projectRef: project.id, poolMode: broken ? "session" : "transaction", defaultPoolSize: 60 });
new upstash.RedisDatabase("redis-limiter", { name: "shop-prod-limiter", region: "eu-central-1", tls: true, eviction: broken, budget: broken ? undefined : 50 });
const worker = new cloudflare.Worker("worker", { accountId, name: "shop-prod", subdomain: { enabled: broken, previewsEnabled: false }, observability: { enabled: !broken, headSamplingRate: 0.1, logs: { enabled: true, invocationLogs: true } } });
new cloudflare.WorkerVersion("version", { accountId, workerId: worker.id, bindings: [
  { name: "CORS_ORIGINS", type: "plain_text", text: broken ? "*" : "https://www.example.com" },
  { name: "WEBHOOK_SECRET", type: broken ? "plain_text" : "secret_text", text: "q7Zr2mX9vK4tL8wB1nC6yH3dF5jG0sPa" },
] });
new cloudflare.WorkersDeployment("deployment", { accountId, scriptName: "shop-prod", strategy: "percentage", versions: [{ versionId: "v", percentage: broken ? 90 : 100 }] });
new sentry.Project("errors", { organization: "shop", teams: ["shop"], name: "shop-prod", slug: "shop-prod", defaultKey: broken, defaultRules: false });
new sentry.Key("key", { organization: "shop", project: "shop", name: "key", ...(broken ? {} : { rateLimitCount: 1000, rateLimitWindow: 60 }) });
`;

/** What must be reported about the broken program, by area. */
const told = {
  database: "ssl_not_enforced",
  pooling: "pooling-transaction-mode",
  cache: "cache-limiter-keeps-keys",
  edge: "edge-no-workers-dev",
  worker: "worker-logs-kept",
  errors: "errors-key-limited",
  secrets: "secrets-no-plain-secret",
  cors: "cors-exact-origins",
  rollout: "rollout-percentages-add-up",
  cost: "cost-redis-bounded",
  protection: "protection-database-kept",
};

const pack = ["--policy-pack", resolve(import.meta.dirname, "../../../policies")];

/** Addresses where nothing listens: a preview of new resources calls no vendor. */
const nowhere = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, "http://127.0.0.1:9"]));
const tokens = {
  CLOUDFLARE_API_TOKEN: "none",
  SUPABASE_ACCESS_TOKEN: "none",
  SENTRY_AUTH_TOKEN: "none",
};

let stack: TestStack;
beforeAll(async () => {
  stack = await createStack(program, {
    ...nowhere("CLOUDFLARE_BASE_URL", "SENTRY_BASE_URL", "SUPABASE_API_ENDPOINT"),
    ...tokens,
  });
});
afterAll(() => stack?.remove());

const preview = (broken: boolean, ...more: string[]) =>
  stack.run(
    "preview",
    ...pack,
    ...more,
    "--config",
    "seaworthy:environment=prod",
    "--config",
    `trial:broken=${broken}`,
  );

test("a preview with the pack is refused, with a rule of every area; what is set to remediate is", async () => {
  expect(Object.keys(told).sort()).toEqual([...areas].sort());
  const config = join(stack.directory, "pack-config.json");
  writeFileSync(config, JSON.stringify({ "errors-nothing-by-default": "remediate" }));
  const { status, output } = await preview(true, "--policy-pack-config", config);
  expect(status, output).not.toBe(0);
  for (const rule of Object.values(told))
    expect(output).toMatch(new RegExp(`\\[mandatory\\].*  ${rule} `));
  expect(output).toMatch(/\[remediate\].*errors-nothing-by-default/);
  expect(output).toMatch(/unknown-at-preview|known only after the update/);
  expect(output).not.toContain("q7Zr2mX9vK4tL8wB1nC6yH3dF5jG0sPa");
});

test("what was remediated is no longer reported; this stack's app is not expected of another program", async () => {
  const { output } = await preview(false);
  expect(output).toMatch(/unknown-at-preview|known only after the update/);
  expect(output).not.toContain("worker-bindings-complete");
  for (const rule of Object.values(told)) expect(output).not.toMatch(new RegExp(`\\]  ${rule} `));
});
