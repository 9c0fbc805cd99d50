import type { Report } from "@seaworthy/readiness/reports/report";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check } from "./check.ts";
import { createTree, type TestTree } from "./testing/tree.ts";

/** A change to this repository's own program, as in a pull request. */
type Edit = readonly [file: string, before: string, after: string];

async function judged(edits: readonly Edit[]): Promise<{ report: Report; tree: TestTree }> {
  const tree = await createTree();
  for (const [file, before, after] of edits) tree.edit(file, before, after);
  const report = await check({
    stack: "prod",
    root: tree.root,
    previewed: "stand-ins",
    profile: "baseline",
    today: "2026-11-21",
    onProgress: () => {},
  });
  return { report, tree };
}

const rateLimits = "infra/edge/rate-limits.ts";
const signIn = 'limited("/auth"), authPerMinute)';

/** Each breaks exactly one rule; all are applied to one program. */
const breakages: readonly (readonly [rule: string, ...Edit])[] = [
  [
    "edge-auth-rate-limit",
    rateLimits,
    signIn,
    'allOf(limited("/auth"), \'ip.src.country ne "DE"\'), authPerMinute)',
  ],
  [
    "edge-skip-opens-nothing",
    "infra/edge/waf.ts",
    'return [\n    block(\n      "sql-injection"',
    'return [\n    {\n      ref: "staff",\n      expression: \'http.cookie contains "staff=1"\',\n      action: "skip",\n      actionParameters: { phases: ["http_ratelimit"] },\n    },\n    block(\n      "sql-injection"',
  ],
  [
    "edge-blocks-script-injection",
    "infra/edge/waf.ts",
    'contains(query, ["<script",',
    'contains("lower(http.request.uri.query)", ["<script",',
  ],
  [
    "cache-no-errors-kept",
    "infra/edge/cache-rules.ts",
    'edgeTtl: { mode: "override_origin", default: seconds },',
    'edgeTtl: {\n        mode: "override_origin",\n        default: seconds,\n        statusCodeTtls: [{ statusCode: 401, value: 3600 }],\n      },',
  ],
  [
    "cache-nothing-personal",
    "infra/edge/cache-rules.ts",
    "len(http.cookie) eq 0 and not",
    'not http.cookie contains "session=" and not',
  ],
  [
    "edge-min-tls-version",
    "packages/stack/edge/edge.ts",
    "const inputs: ZoneSettingArgs = { zoneId: settings.zoneId, settingId: id, value };",
    'const zoneId = id === "min_tls_version" ? "1".repeat(32) : settings.zoneId;\n      const inputs: ZoneSettingArgs = { zoneId, settingId: id, value };',
  ],
  [
    "rollout-rules-before-traffic",
    "packages/stack/edge/edge.ts",
    "{ parent: this, dependsOn });",
    "{ parent: this, ...(dependsOn.length < 0 ? { dependsOn } : {}) });",
  ],
  [
    "protection-inputs-not-ignored",
    "packages/stack/edge/edge.ts",
    'kind: "zone", phase, name: title, rules }, { parent: this });',
    'kind: "zone", phase, name: title, rules }, { parent: this, ignoreChanges: ["rules"] });',
  ],
  [
    "worker-tail-consumers-own",
    "packages/stack/worker/app.ts",
    "subdomain: { enabled: workersDev, previewsEnabled: previewUrls },",
    'subdomain: { enabled: workersDev, previewsEnabled: previewUrls },\n      tailConsumers: [{ name: "debug-tail" }],',
  ],
  [
    "errors-alerts-of-environment",
    "packages/stack/errors/error-tracking.ts",
    "monitorIds: [monitorId],",
    'monitorIds: [monitorId],\n      environment: "staging",',
  ],
  [
    "rollout-serves-judged-version",
    "packages/stack/worker/app.ts",
    "const versions = [{ versionId: version.id, percentage: 100 }];",
    'const versions = [{ versionId: "0f0e0d0c-0b0a-4908-8706-050403020100", percentage: 100 }];\n    void version;',
  ],
  [
    "worker-crons-valid",
    "Pulumi.prod.yaml",
    "retentionCron: 17 3 * * *",
    "retentionCron: 17 25 * * *",
  ],
];

/** Similar, realistic changes that break nothing. */
const harmless: readonly Edit[] = [
  [
    rateLimits,
    signIn,
    'allOf(limited("/auth"), \'http.request.method ne "OPTIONS"\'), authPerMinute)',
  ],
  [
    "infra/edge/waf.ts",
    'return [\n    block(\n      "sql-injection"',
    'return [\n    {\n      ref: "contact",\n      expression: \'http.request.uri.path eq "/.well-known/security.txt"\',\n      action: "skip",\n      actionParameters: { ruleset: "current" },\n    },\n    block(\n      "sql-injection"',
  ],
  [
    "infra/edge/cache-rules.ts",
    'edgeTtl: { mode: "override_origin", default: seconds },',
    'edgeTtl: {\n        mode: "override_origin",\n        default: seconds,\n        statusCodeTtls: [{ statusCode: 404, value: 60 }, { statusCodeRange: { from: 500, to: 599 }, value: -1 }],\n      },',
  ],
  [
    "packages/stack/worker/app.ts",
    "subdomain: { enabled: workersDev, previewsEnabled: previewUrls },",
    "subdomain: { enabled: workersDev, previewsEnabled: previewUrls },\n      tailConsumers: [],",
  ],
  ["Pulumi.prod.yaml", "retentionCron: 17 3 * * *", "retentionCron: 17,47 2-4 * * MON-SUN"],
];

describe("seaworthy check prod", { timeout: 300_000 }, () => {
  const trees: TestTree[] = [];
  afterAll(() => {
    for (const tree of trees) tree.remove();
  });

  describe("of a program with one breakage of each kind", () => {
    let report: Report;
    beforeAll(async () => {
      const result = await judged(breakages.map(([, ...edit]) => edit));
      report = result.report;
      trees.push(result.tree);
    }, 300_000);

    test.each(breakages.map(([rule]) => rule))("%s is violated", (rule) => {
      expect(report.violations.map((one) => one.rule.id)).toContain(rule);
    });

    test("and nothing else is", () => {
      const rules = new Set(breakages.map(([rule]) => rule));
      const others = report.violations.filter((one) => !rules.has(one.rule.id));
      expect(others.map(({ rule, message }) => `${rule.id}: ${message}`)).toEqual([]);
    });
  });

  test("of a program with the nearest harmless changes: none", async () => {
    const { report, tree } = await judged(harmless);
    trees.push(tree);
    expect(report.violations.map(({ rule, message }) => `${rule.id}: ${message}`)).toEqual([]);
  });
});
