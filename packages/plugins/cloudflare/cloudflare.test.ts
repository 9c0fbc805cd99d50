import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCloudflare } from "@seaworthy/local/cloudflare/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Secret, type Values } from "../kit/values.ts";
import { queueSteps } from "../testing/cloudflare-queues.ts";
import type { RunningPlugin } from "../testing/plugin-process.ts";
import { describeScenario, type Made, type Step } from "../testing/scenario.ts";
import { startConfigured } from "../testing/sources.ts";

const accountId = "5ea00000000000000000000000acc001";
const zoneId = "5ea0000000000000000000000000c0de";
const type = (name: string) => `cloudflare:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;
const base64 = (text: string) => Buffer.from(text).toString("base64");
const workerIdOf = (made: Made) => made.get("worker")?.id ?? "";

const module = (text: string): Values => ({
  name: "index.js",
  contentType: "application/javascript+module",
  contentBase64: base64(text),
});
const answering = (text: string) => `export default { fetch: () => new Response("${text}") };`;

const rule = {
  ref: "rest",
  description: "API calls per client address",
  expression: '(http.request.uri.path eq "/rest")',
  enabled: true,
  action: "block",
  ratelimit: {
    characteristics: ["ip.src", "cf.colo.id"],
    period: 60,
    requestsPerPeriod: 100,
    mitigationTimeout: 60,
    requestsToOrigin: false,
  },
};

const steps: readonly Step[] = [
  {
    name: "rate limits",
    type: type("Ruleset"),
    inputs: () => ({
      zoneId,
      kind: "zone",
      phase: "http_ratelimit",
      name: "Rate limits",
      rules: [rule],
    }),
    change: { rules: [{ ...rule, ratelimit: { ...rule.ratelimit, requestsPerPeriod: 50 } }] },
    replacing: { phase: "http_request_firewall_custom" },
    importId: ({ id }) => `zones/${zoneId}/${id}`,
  },
  {
    name: "setting",
    type: type("ZoneSetting"),
    inputs: () => ({ zoneId, settingId: "min_tls_version", value: "1.2" }),
    change: { value: "1.3" },
    replacing: { settingId: "tls_1_3" },
    importId: ({ id }) => `${zoneId}/${id}`,
    deletable: false,
  },
  {
    name: "hyperdrive",
    type: type("HyperdriveConfig"),
    inputs: () => ({
      accountId,
      name: "db",
      origin: {
        scheme: "postgres",
        host: "127.0.0.1",
        port: 6543,
        database: "postgres",
        user: "app_worker",
        password: new Secret("canary-worker-password"),
      },
      originConnectionLimit: 8,
      caching: { disabled: true },
    }),
    change: { originConnectionLimit: 16 },
    replacing: { accountId: "other" },
    importId: ({ id }) => `${accountId}/${id}`,
    secrets: ["origin"],
  },
  {
    name: "worker",
    type: type("Worker"),
    inputs: () => ({
      accountId,
      name: "shop",
      observability: { enabled: true, headSamplingRate: 1 },
      subdomain: { enabled: false, previewsEnabled: false },
    }),
    change: { observability: { enabled: true, headSamplingRate: 0.5 } },
    replacing: { accountId: "other" },
    importId: ({ id }) => `${accountId}/${id}`,
  },
  {
    name: "version",
    type: type("WorkerVersion"),
    inputs: (made) => ({
      accountId,
      workerId: workerIdOf(made),
      mainModule: "index.js",
      modules: [module(answering("one"))],
      compatibilityDate: "2026-07-01",
      compatibilityFlags: ["nodejs_compat"],
      bindings: [
        { name: "ZULU", type: "plain_text", text: "last by name, first as declared" },
        { name: "JWT_SECRET", type: "secret_text", text: new Secret("canary-jwt-secret") },
      ],
    }),
    replacing: { compatibilityDate: "2026-07-02" },
    importId: ({ id }, made) => `${accountId}/${workerIdOf(made)}/${id}`,
    secrets: ["bindings"],
    // In use until its Worker is deleted.
    deletable: false,
  },
  {
    name: "deployment",
    type: type("WorkersDeployment"),
    inputs: (made) => ({
      accountId,
      scriptName: "shop",
      strategy: "percentage",
      versions: [{ versionId: made.get("version")?.id ?? "", percentage: 100 }],
    }),
    replacing: {
      versions: [{ versionId: "5ea00000-0000-4000-8000-000000000000", percentage: 100 }],
    },
    importId: ({ id }) => `${accountId}/shop/${id}`,
    deletable: false,
  },
  {
    name: "cron",
    type: type("WorkersCronTrigger"),
    inputs: () => ({ accountId, scriptName: "shop", schedules: [{ cron: "17 3 * * *" }] }),
    change: { schedules: [{ cron: "17 4 * * *" }] },
    importId: () => `${accountId}/shop`,
    deletable: false,
  },
  ...queueSteps({ accountId, scriptName: "shop" }),
  {
    name: "route",
    type: type("WorkersRoute"),
    inputs: () => ({ zoneId, pattern: "localhost/shop/*", script: "shop" }),
    change: { pattern: "localhost/*" },
    replacing: { zoneId: "other" },
    importId: ({ id }) => `${zoneId}/${id}`,
  },
  {
    name: "custom domain",
    type: type("WorkersCustomDomain"),
    inputs: () => ({ accountId, zoneId, hostname: "pr-123.localhost", service: "shop" }),
    replacing: { hostname: "pr-124.localhost" },
    importId: ({ id }) => `${accountId}/${id}`,
  },
];

let cloud: TestCloud;
let plugin: RunningPlugin;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createCloudflare] });
  const config = {
    baseUrl: cloud.control.cloudflare,
    apiToken: new Secret(cloud.tokens.cloudflare),
  };
  plugin = await startConfigured("cloudflare", "cloudflare/main.ts", config);
});

afterAll(async () => {
  await plugin.kill();
  await cloud.close();
});

describeScenario("cloudflare", { client: () => plugin.client, steps });

test("a rule that someone else added is reported, and the next update removes it", async () => {
  const inputs = {
    zoneId,
    kind: "zone",
    phase: "http_request_firewall_custom",
    name: "WAF",
    rules: [
      {
        ref: "scanners",
        action: "block",
        expression: '(http.request.uri.path eq "/.env")',
        description: "Scanners",
        enabled: true,
      },
    ],
  };
  const made = await plugin.client.create(type("Ruleset"), inputs);
  const byHand = {
    action: "block",
    expression: '(http.request.uri.path eq "/admin")',
    description: "by hand",
    enabled: true,
  };
  await tamper("PUT", `/zones/${zoneId}/rulesets/${made.id}`, {
    kind: "zone",
    phase: "http_request_firewall_custom",
    name: "WAF",
    rules: [...inputs.rules, byHand],
  });
  const found = await plugin.client.read(type("Ruleset"), made.id, made);
  expect(found && (await plugin.client.diff(type("Ruleset"), found, inputs))).toMatchObject({
    changed: true,
    paths: ["rules[1]"],
  });
  await plugin.client.delete(type("Ruleset"), made);
});

test("a version that does not start is deleted", async () => {
  const worker = await plugin.client.create(type("Worker"), { accountId, name: "spare" });
  const inputs = {
    accountId,
    workerId: worker.id,
    mainModule: "index.js",
    modules: [module(answering("spare"))],
    compatibilityDate: "2026-07-01",
  };
  const version = await plugin.client.create(type("WorkerVersion"), inputs);
  await plugin.client.delete(type("WorkerVersion"), version);
  expect(await plugin.client.read(type("WorkerVersion"), version.id, version)).toBeUndefined();
  await plugin.client.delete(type("Worker"), worker);
});

test("a changed file of a module is a change, and its content is not in state", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sea-module-"));
  const contentFile = join(folder, "index.js");
  const inputs = {
    accountId,
    workerId: "5ea0",
    mainModule: "index.js",
    modules: [{ name: "index.js", contentType: "application/javascript+module", contentFile }],
  };
  const missing = await plugin.client.check(type("WorkerVersion"), inputs);
  expect(missing.failures).toEqual([
    { property: "modules[0]", reason: `INPUT_INVALID: contentFile ${contentFile} does not exist.` },
  ]);
  writeFileSync(contentFile, answering("one"));
  const before = await plugin.client.check(type("WorkerVersion"), inputs);
  writeFileSync(contentFile, answering("two"));
  const after = await plugin.client.check(type("WorkerVersion"), inputs);
  rmSync(folder, { recursive: true });
  expect(JSON.stringify(before.inputs)).not.toContain(base64(answering("one")));
  const diff = await plugin.client.diff(
    type("WorkerVersion"),
    { id: "x", inputs: before.inputs, outputs: before.inputs },
    after.inputs,
  );
  expect(diff).toMatchObject({ replaces: ["modules"], paths: ["modules[0].contentSha256"] });
});

test("all mistakes are reported at once, each with its path", async () => {
  const inputs = {
    zoneId: 5,
    kind: "zone",
    rules: [{ action: "block", expression: 1, ratelimit: { period: 60, perSecond: 1 } }],
    accountId,
  };
  const { failures } = await plugin.client.check(type("Ruleset"), inputs);
  expect(failures.map(({ property }) => property).sort()).toEqual([
    "accountId",
    "phase",
    "rules[0].expression",
    "rules[0].ratelimit.characteristics",
    "rules[0].ratelimit.perSecond",
    "zoneId",
  ]);
});

async function tamper(method: string, path: string, body: unknown): Promise<void> {
  const headers = {
    authorization: `Bearer ${cloud.tokens.cloudflare}`,
    "content-type": "application/json",
  };
  const response = await fetch(cloud.control.cloudflare + path, {
    method,
    headers,
    body: JSON.stringify(body),
  });
  expect(`${response.status} ${response.ok ? "" : await response.text()}`).toBe("200 ");
}
