import { breaks, edit, key, program } from "../edits.ts";
import type { Mutation } from "../mutation.ts";

const bindings = "packages/stack/worker/worker-bindings.ts";
const observed = "packages/stack/worker/observability.ts";
const last = 'variable("DEBUG_ROUTES", String(app.debugRoutes)),';
const bound = (code: string) => edit(bindings, last, `${last}\n    ${code},`);
const plain = (name: string, text: string) =>
  breaks(
    "secrets-no-plain-secret",
    `plain ${name} = ${text}`,
    bound(`variable(${JSON.stringify(name)}, ${JSON.stringify(text)})`),
    { line: `variable(${JSON.stringify(name)}, ` },
  );
const changed = (rule: string | readonly string[], what: string, before: string, after: string) =>
  breaks(rule, what, edit("packages/stack/worker/app.ts", before, after));
const account = "9f2c7b41d05e4a86b3c8e17f6a90d254";

export const worker: readonly Mutation[] = [
  plain("PARTNER_PASSWORD", "letmein"),
  plain("SMTP_PASS", "Summer2026!"),
  plain("PARTNER_TOKEN", "tok_8f4kq2n5v7x1c3b6"),
  plain("DB_URL", "postgres://app:hunter22@db.acme.dev/app"),
  plain("GITHUB", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
  plain("AWS_ACCESS", "AKIAIOSFODNN7EXAMPLQ"),
  plain(
    "SLACK_HOOK",
    "https://hooks.slack.com/services/T02ABCDEF/B02ABCDEF/aBcDeFgHiJkLmNoPqRsTuVwX",
  ),
  plain("SENDGRID", "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"),
  plain("STRIPE", "sk_live_4eC39HqLyjWDarjtT1zdp7dc"),
  plain("RELAY_CREDENTIALS", "user:aXk29dkfL02mdKq1"),
  plain(
    "privateKey",
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----",
  ),
  breaks(
    "secrets-not-in-program",
    "a literal that is marked secret",
    bound('secret("RELAY_KEY", "relay-key-for-prod-change-me-1234")'),
  ),
  breaks(
    "secrets-not-in-program",
    "a token that the program holds",
    bound('secret("PARTNER_KEY", pulumi.secret("q7Zr2mX9vK4tL8wB1nC6yH3dF5jG0sPa"))'),
  ),
  breaks(
    ["secrets-distinct"],
    "one key for two purposes",
    edit(
      bindings,
      "    ...tokens(args),\n  ];",
      '    ...tokens(args),\n    secret("MAIL_KEY", args.secrets.credential("webhook").value),\n  ];',
    ),
  ),
  breaks(
    ["cors-exact-origins"],
    "CORS for everybody",
    edit(
      bindings,
      'variable("CORS_ORIGINS", app.corsOrigins.join(","))',
      'variable("CORS_ORIGINS", "*")',
    ),
  ),
  breaks(
    ["cors-exact-origins", "cors-https-only", "cors-approved-domains"],
    "CORS for null",
    edit(
      bindings,
      'variable("CORS_ORIGINS", app.corsOrigins.join(","))',
      'variable("CORS_ORIGINS", "https://www.seaworthy.dev,null")',
    ),
  ),
  breaks(
    "cors-approved-domains",
    "a domain that nobody approved",
    key("- https://admin.seaworthy.dev", "- https://evil.com"),
  ),
  breaks(
    "cors-approved-domains",
    "a domain that ends alike",
    key("- https://admin.seaworthy.dev", "- https://evilseaworthy.dev"),
  ),
  breaks(
    "cors-no-wildcard-subdomains",
    "all subdomains",
    key("- https://admin.seaworthy.dev", '- "https://*.seaworthy.dev"'),
  ),
  breaks(
    ["cors-https-only", "cors-approved-domains"],
    "a page on the developer's machine",
    key("- https://admin.seaworthy.dev", "- http://localhost:5173"),
  ),
  breaks("worker-no-debug-routes", "debug routes", key("debugRoutes: false", "debugRoutes: true")),
  breaks(
    "worker-no-debug-routes",
    "debug routes by literal",
    edit(bindings, last, 'variable("DEBUG_ROUTES", "TRUE"),'),
  ),
  breaks("edge-no-workers-dev", "workers.dev", key("workersDev: false", "workersDev: true")),
  breaks("edge-no-preview-urls", "preview URLs", key("previewUrls: false", "previewUrls: true")),
  breaks(
    ["worker-logs-sampled", "cost-logs-within-plan"],
    "every request logged",
    key("logSampleRate: 0.1", "logSampleRate: 1"),
  ),
  breaks(
    "worker-crons-valid",
    "hour 25",
    key("retentionCron: 17 3 * * *", "retentionCron: 17 25 * * *"),
  ),
  breaks(
    "worker-crons-valid",
    "month 13",
    key("retentionCron: 17 3 * * *", "retentionCron: 17 3 * 13 *"),
  ),
  breaks(
    "worker-crons-valid",
    "30 February",
    key("retentionCron: 17 3 * * *", "retentionCron: 17 3 30 2 *"),
  ),
  breaks(
    "worker-allowed-addresses-few",
    "everybody allowed",
    key(
      "    debugRoutes: false\n    workersDev",
      "    debugRoutes: false\n    allowedAddresses: [0.0.0.0/0]\n    workersDev",
    ),
    { line: "allowedAddresses" },
  ),
  breaks(
    "worker-allowed-addresses-few",
    "a half of the internet each",
    key(
      "    debugRoutes: false\n    workersDev",
      "    debugRoutes: false\n    allowedAddresses: [0.0.0.0/1, 128.0.0.0/1]\n    workersDev",
    ),
    { line: "allowedAddresses" },
  ),
  breaks(
    "worker-allowed-addresses-few",
    "all of IPv6",
    key(
      "    debugRoutes: false\n    workersDev",
      '    debugRoutes: false\n    allowedAddresses: ["::/0"]\n    workersDev',
    ),
    { line: "allowedAddresses" },
  ),
  breaks(
    ["worker-token-issuer-checked"],
    "another project's issuer",
    key(
      'issuer: "https://{ref}.supabase.co/auth/v1"',
      'issuer: "https://abcdefghijklmnopqrst.supabase.co/auth/v1"',
    ),
  ),
  breaks(
    ["worker-token-issuer-checked"],
    "an issuer in plain HTTP",
    key(
      'issuer: "https://{ref}.supabase.co/auth/v1"',
      'issuer: "http://{ref}.supabase.co/auth/v1"',
    ),
  ),
  breaks(
    ["worker-environment-named"],
    "the environment of staging",
    edit(bindings, 'variable("ENVIRONMENT", environment)', 'variable("ENVIRONMENT", "staging")'),
  ),
  breaks(
    ["errors-traces-sampled"],
    "all traces",
    edit(bindings, "String(errors.sampleRate)", '"1"'),
  ),
  breaks(
    ["errors-traces-sampled"],
    "all traces in the stack file",
    key("sampleRate: 0.1\n    keyLimit", "sampleRate: 1\n    keyLimit"),
    { line: "sampleRate: 1" },
  ),
  breaks(["worker-bindings-unique"], "one name twice", bound('variable("ENVIRONMENT", "prod")')),
  breaks(
    ["worker-bindings-complete"],
    "a binding that the app needs left out",
    edit(bindings, '    variable("CORS_ORIGINS", app.corsOrigins.join(",")),\n', ""),
    { anywhere: true },
  ),
  breaks(
    ["errors-dsn-bound", "worker-bindings-complete"],
    "no DSN",
    edit(
      bindings,
      '    secret("SENTRY_DSN", sentryDsn),\n',
      "    ...(sentryDsn === undefined ? [] : []),\n",
    ),
    { anywhere: true },
  ),
  changed(
    "worker-tail-consumers-own",
    "a foreign tail",
    "subdomain: { enabled: workersDev, previewsEnabled: previewUrls },",
    'subdomain: { enabled: workersDev, previewsEnabled: previewUrls },\n      tailConsumers: [{ name: "debug-tail" }],',
  ),
  changed(
    "rollout-serves-judged-version",
    "a version of before",
    "const versions = [{ versionId: version.id, percentage: 100 }];",
    'const versions = [{ versionId: "0f0e0d0c-0b0a-4908-8706-050403020100", percentage: 100 }];\n    void version;',
  ),
  changed(
    "rollout-percentages-add-up",
    "a half of the traffic",
    "[{ versionId: version.id, percentage: 100 }]",
    "[{ versionId: version.id, percentage: 50 }]",
  ),
  changed("rollout-by-percentage", "at once", 'strategy: "percentage"', 'strategy: "immediate"'),
  changed("worker-cpu-limited", "no limit of time", "      limits: { cpuMs: cpuLimitMs },\n", ""),
  changed(
    "worker-cpu-limited",
    "five minutes",
    "limits: { cpuMs: cpuLimitMs }",
    "limits: { cpuMs: 300_000 }",
  ),
  changed(
    "worker-compatibility-date",
    "an old date",
    "compatibilityDate: workerRuntime.compatibilityDate",
    'compatibilityDate: "2023-05-18"',
  ),
  changed(
    "worker-node-apis",
    "without Node's APIs",
    "compatibilityFlags: [...workerRuntime.compatibilityFlags]",
    "compatibilityFlags: []",
  ),
  changed(
    "worker-durable-objects-exported",
    "Durable Objects not exported",
    "exports: durableObjectExports(args.modules)",
    "exports: (durableObjectExports(args.modules), {})",
  ),
  breaks(
    "worker-logs-kept",
    "no logs",
    edit(observed, "const sampled = { enabled: true", "const sampled = { enabled: false"),
  ),
  breaks(
    "worker-logpush-arrives",
    "no job",
    edit(observed, "return {\n", "return {\n    logpush: true,\n"),
  ),
  changed(
    "cache-no-query-cache",
    "Hyperdrive's cache",
    "caching: { disabled: true }",
    "caching: { disabled: false }",
  ),
  changed("protection-versions-kept", "versions deleted", "      retainOnDelete: true,\n", ""),
  changed(
    "rollout-schema-before-code",
    "the version waits for nothing",
    "dependsOn: [args.database, passed.apply(() => args.database)],",
    "...(passed === undefined ? { dependsOn: [args.database] } : {}),",
  ),
  changed(
    ["worker-old-data-deleted", "rollout-route-to-deployed"],
    "the cron of another script",
    "scriptName: deployment.scriptName,\n      schedules",
    'scriptName: "seaworthy-staging",\n      schedules',
  ),
  changed(
    "protection-names-of-environment",
    "the name of staging",
    'name: nameOf(config, "worker"),',
    'name: "seaworthy-staging",',
  ),
  changed(
    "database-hyperdrive-port",
    "session mode at the pooler",
    'origin: { scheme: "postgres", host, port,',
    'origin: { scheme: "postgres", host, port: 5432,',
  ),
  breaks(
    ["rollout-versions-not-scripts", "secrets-no-plain-secret"],
    "a script with a plain password",
    program(
      `new cloudflare.WorkersScript("mailer", { accountId: "${account}", scriptName: "mailer-prod", content: "export default {}", mainModule: "index.js", bindings: [{ name: "SMTP_PASSWORD", type: "plain_text", text: "Summer2026!" }] });`,
    ),
  ),
  breaks(
    "secrets-no-plain-secret",
    "a Pages project with a plain token",
    program(
      `new cloudflare.PagesProject("site", { accountId: "${account}", name: "site-prod", productionBranch: "main", deploymentConfigs: { production: { envVars: { API_TOKEN: { type: "plain_text", value: "tok_8f4kq2n5v7x1c3b6" } } } } });`,
    ),
  ),
];
