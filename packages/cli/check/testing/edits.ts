/** A change to this repository's own program, as in a pull request. */
export type Edit = readonly [file: string, before: string, after: string];

const rateLimits = "infra/edge/rate-limits.ts";
const signIn = 'limited("/auth"), authPerMinute)';

/** Each breaks exactly one rule; all are applied to one program. */
export const breakages: readonly (readonly [rule: string, ...Edit])[] = [
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
    "part}`, inputs, { parent: this });",
    'part}`, inputs, { parent: this, ignoreChanges: ["rules"] });',
  ],
  [
    "worker-tail-consumers-own",
    "packages/stack/worker/app.ts",
    "subdomain: { enabled: workersDev, previewsEnabled: previewUrls },",
    'subdomain: { enabled: workersDev, previewsEnabled: previewUrls },\n      tailConsumers: [{ name: "debug-tail" }],',
  ],
  [
    "errors-alerts-of-environment",
    "packages/stack/errors/sentry-project.ts",
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
export const harmless: readonly Edit[] = [
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
