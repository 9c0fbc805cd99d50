import { breaks, edit, harmless, key, program } from "../edits.ts";
import type { Mutation } from "../mutation.ts";

const database = "infra/database.ts";
const errors = "infra/error-tracking.ts";
const redis = "infra/redis.ts";
const changed = (
  file: string,
  rule: string | readonly string[],
  what: string,
  before: string,
  after: string,
) => breaks(rule, what, edit(file, before, after));

/** Supabase: project, settings, Auth, pooler. */
export const databaseTable: readonly Mutation[] = [
  breaks(
    "network_restrictions_not_set",
    "everybody may connect",
    key("- 173.245.48.0/20", "- 0.0.0.0/0"),
  ),
  breaks("network_restrictions_not_set", "a whole cloud", key("- 173.245.48.0/20", "- 3.0.0.0/8")),
  breaks(
    "network_restrictions_not_set",
    "a half of the internet",
    key("- 173.245.48.0/20", "- 0.0.0.0/1\n      - 128.0.0.0/1"),
    { anywhere: true },
  ),
  breaks(
    "ssl_not_enforced",
    "plain connections",
    key("sslEnforcement: true", "sslEnforcement: false"),
  ),
  breaks("protection-database-kept", "the database unprotected", key("      protect: true\n", ""), {
    anywhere: true,
  }),
  breaks(
    ["database-size-declared"],
    "no size",
    key(
      "      instanceSize: xlarge # max_connections of 200 are more than medium and large are meant for\n",
      "",
    ),
    { anywhere: true },
  ),
  breaks(
    ["pooling-fits-compute-size", "protection-paid-plan", "pooling-fits-max-connections"],
    "a small size",
    key("instanceSize: xlarge", "instanceSize: micro"),
    { anywhere: true },
  ),
  breaks(
    "cost-within-budget",
    "over the budget",
    key("instanceSize: xlarge", "instanceSize: 16xlarge"),
    { anywhere: true },
  ),
  breaks(
    "database-statement-timeout",
    "a minute's statement",
    key("statementTimeoutMs: 5000", "statementTimeoutMs: 60000"),
    { anywhere: true },
  ),
  breaks("pooling-transaction-mode", "session mode", key("mode: transaction", "mode: session")),
  breaks(
    ["pooling-fits-max-connections"],
    "a pool above the database's connections",
    key("      mode: transaction\n      size: 60", "      mode: transaction\n      size: 150"),
    { line: "size: 150" },
  ),
  breaks(
    ["pooling-hyperdrive-within-pool"],
    "Hyperdrive above the pool",
    key("connectionLimit: 60", "connectionLimit: 90"),
  ),
  breaks("database-api-rows-limited", "100,000 rows", key("maxRows: 1000", "maxRows: 100000")),
  breaks(
    "database-exposed-schemas-declared",
    "auth exposed",
    key("schemas: [public, graphql_public]", "schemas: [public, auth]"),
  ),
  breaks(
    ["cache-near-database"],
    "Redis on another continent",
    key(
      "  seaworthy:cache:\n    region: eu-central-1",
      "  seaworthy:cache:\n    region: us-east-1",
    ),
    { line: "region: us-east-1" },
  ),
  breaks("cache-tls", "Redis in clear", key("tls: true", "tls: false")),
  breaks("cost-redis-bounded", "Redis without budget", key("    monthlyBudgetDollars: 50\n", ""), {
    anywhere: true,
  }),
  breaks("secrets-have-an-owner", "nobody", key("owner: platform", "owner: TODO")),
  breaks("secrets-have-an-owner", "a placeholder", key("owner: platform", "owner: your-team")),
  breaks("secrets-have-an-owner", "nobody in particular", key("owner: platform", 'owner: "n/a"')),
  breaks("secrets-rotated-in-time", "once a year", key("everyDays: 90", "everyDays: 365")),
  breaks(
    "secrets-grace-bounded",
    "a month of grace",
    key("graceSeconds: 86400", "graceSeconds: 2592000"),
  ),
  breaks(
    "secrets-not-in-config",
    "a password in the stack file",
    key(
      "      organization: seaworthy\n      region: eu-central-1",
      "      ref: abcdefghijklmnopqrst\n      password: Correct-Horse-7",
    ),
    { line: "password: Correct-Horse-7" },
  ),
  breaks(
    "protection-environment-of-stack",
    "the environment of staging",
    key("seaworthy:environment: prod", "seaworthy:environment: staging"),
  ),
  changed(
    database,
    "database-legacy-keys-off",
    "legacy API keys",
    "legacyApiKeysEnabled: false",
    "legacyApiKeysEnabled: true",
  ),
  changed(
    database,
    "database-password-not-written",
    "a literal password",
    "databasePassword: adminPassword,",
    'databasePassword: "Passw0rd-2026-prod",',
  ),
  changed(
    database,
    "auth_allow_anonymous_sign_ins",
    "anonymous sign-ins",
    "external_anonymous_users_enabled: false",
    "external_anonymous_users_enabled: true",
  ),
  changed(
    database,
    "database-auth-addresses-confirmed",
    "addresses unconfirmed",
    "mailer_autoconfirm: false",
    "mailer_autoconfirm: true",
  ),
  changed(
    database,
    "auth_otp_long_expiry",
    "a code for a day",
    "mailer_otp_exp: 3600",
    "mailer_otp_exp: 86400",
  ),
  changed(
    database,
    "auth_otp_long_expiry",
    "a code of four digits",
    "mailer_otp_length: 8",
    "mailer_otp_length: 4",
  ),
  changed(
    database,
    "password_requirements_min_length",
    "six characters",
    "password_min_length: 12",
    "password_min_length: 6",
  ),
  changed(
    database,
    "auth_leaked_password_protection",
    "leaked passwords",
    "password_hibp_enabled: true",
    "password_hibp_enabled: false",
  ),
  changed(
    database,
    "database-auth-email-change-confirmed",
    "one confirmation",
    "mailer_secure_email_change_enabled: true",
    "mailer_secure_email_change_enabled: false",
  ),
  changed(
    database,
    "database-auth-password-change-confirmed",
    "no reauthentication",
    "security_update_password_require_reauthentication: true",
    "security_update_password_require_reauthentication: false",
  ),
  changed(
    database,
    "auth_insufficient_mfa_options",
    "no MFA",
    "mfa_totp_enroll_enabled: true,\n  mfa_totp_verify_enabled: true",
    "mfa_totp_enroll_enabled: false,\n  mfa_totp_verify_enabled: false",
  ),
  changed(
    database,
    "database-auth-tokens-end-soon",
    "tokens for a week",
    "jwt_exp: 3600",
    "jwt_exp: 604800",
  ),
  changed(
    database,
    "database-auth-tokens-end-soon",
    "refresh tokens that stay",
    "refresh_token_rotation_enabled: true",
    "refresh_token_rotation_enabled: false",
  ),
  changed(
    database,
    "database-auth-tokens-end-soon",
    "a refresh token for a day again",
    "refresh_token_rotation_enabled: true",
    "refresh_token_rotation_enabled: true,\n  security_refresh_token_reuse_interval: 86400",
  ),
  changed(
    database,
    "database-auth-redirects-exact",
    "any site",
    'uri_allow_list: origins.map((origin) => `${origin}/**`).join(",")',
    'uri_allow_list: "https://**"',
  ),
  changed(
    database,
    "database-auth-redirects-exact",
    "any host below",
    'uri_allow_list: origins.map((origin) => `${origin}/**`).join(",")',
    'uri_allow_list: "https://*.seaworthy.dev/**,http://localhost:3000/**"',
  ),
  changed(
    database,
    "database-auth-redirects-exact",
    "the developer's machine",
    'site_url: origins[0] ?? ""',
    'site_url: origins.length > 9 ? "" : "http://localhost:3000"',
  ),
  changed(
    database,
    ["database-login-least-rights"],
    "a login that may create roles",
    "memberOf: [owner.name],",
    'memberOf: [owner.name, "dashboard_user"],',
  ),
  changed(
    database,
    ["database-login-least-rights"],
    "a login that is the owner",
    "memberOf: [owner.name],",
    'memberOf: [owner.name, "postgres"],',
  ),
  changed(
    database,
    ["database-login-timeout"],
    "a login without timeout",
    "        statement_timeout: `${settings.statementTimeoutMs}ms`,\n        // A transaction",
    "        // A transaction",
  ),
  changed(
    database,
    "database-api-search-path",
    "a search path of everything",
    'db_extra_search_path: api.extraSearchPath.join(",")',
    'db_extra_search_path: "public,auth"',
  ),
];

/** Sentry and Upstash. */
export const vendorsTable: readonly Mutation[] = [
  breaks(
    "errors-key-limited",
    "a key that floods",
    key(
      "      count: 1000\n      windowSeconds: 60",
      "      count: 1000000\n      windowSeconds: 1",
    ),
    { line: "count: 1000000" },
  ),
  breaks(
    "errors-key-limited",
    "one event a day",
    key("      count: 1000\n      windowSeconds: 60", "      count: 1\n      windowSeconds: 86400"),
    { line: "count: 1" },
  ),
  breaks(
    "errors-noise-filtered",
    "no filters",
    key(
      "inboundFilters: [filtered-transaction, web-crawlers, browser-extensions, localhost]",
      "inboundFilters: []",
    ),
    { anywhere: true },
  ),
  breaks("errors-alerts-repeat", "once a day", key("everyMinutes: 30", "everyMinutes: 1440")),
  breaks(
    "errors-monitor-sensible",
    "a million errors",
    key("errorCount: 50", "errorCount: 1000000"),
  ),
  breaks(
    ["errors-monitor-sensible", "errors-alert-on-error-rate"],
    "a window of a day",
    key(
      "      errorCount: 50\n      windowSeconds: 300",
      "      errorCount: 50\n      windowSeconds: 86400",
    ),
    { line: "windowSeconds: 86400" },
  ),
  changed(
    errors,
    "errors-nothing-by-default",
    "Sentry's own key",
    "defaultKey: false",
    "defaultKey: true",
  ),
  changed(
    errors,
    "errors-alerts-of-environment",
    "staging alone",
    "monitorIds: [monitorId],",
    'monitorIds: [monitorId],\n      environment: "staging",',
  ),
  changed(
    errors,
    ["errors-alerts-deliver"],
    "alerts off",
    "      enabled: true,\n      monitorIds",
    "      enabled: false,\n      monitorIds",
  ),
  changed(
    errors,
    ["errors-alerts-deliver"],
    "an alert that reaches nobody",
    "actionFilters: [email]",
    "actionFilters: []",
  ),
  changed(
    errors,
    ["errors-alerts-deliver"],
    "mail to no user",
    'actions: [{ email: { targetType: "issue_owners", fallthroughType: "ActiveMembers" } }]',
    'actions: [{ email: { targetType: "user", targetId: "" } }]',
  ),
  changed(
    errors,
    ["errors-alerts-deliver"],
    "mail that may reach no one",
    'fallthroughType: "ActiveMembers"',
    'fallthroughType: "NoOne"',
  ),
  changed(
    errors,
    ["errors-alert-on-new-issues"],
    "new issues alert nobody",
    "triggerConditions: [{ firstSeenEvent: {} }, { regressionEvent: {} }]",
    "triggerConditions: [{ regressionEvent: {} }]",
  ),
  changed(
    errors,
    ["errors-monitor-sensible", "errors-alerts-of-environment", "errors-alert-on-error-rate"],
    "errors of one level",
    'query: ""',
    'query: "level:fatal"',
  ),
  changed(
    errors,
    ["errors-alerts-of-environment"],
    "errors of staging",
    'query: ""',
    'query: "environment:staging"',
  ),
  changed(
    errors,
    ["errors-spike-protection"],
    "no spike protection",
    "project: project.slug, enabled: true },",
    "project: project.slug, enabled: false },",
  ),
  changed(errors, ["errors-noise-filtered"], "filters off", "active: true", "active: false"),
  changed(
    errors,
    ["errors-filters-drop-noise-only"],
    "everything dropped",
    "defaultRules: false,",
    'defaultRules: false,\n      filters: { errorMessages: ["*"] },',
  ),
  changed(
    errors,
    ["errors-filters-drop-noise-only"],
    "every release dropped",
    "defaultRules: false,",
    'defaultRules: false,\n      filters: { releases: ["*"] },',
  ),
  breaks(
    "errors-alerts-current",
    "an alert on the deprecated rules",
    program(
      'new pulumi.CustomResource("sentry:index/issueAlert:IssueAlert", "old", { organization: "seaworthy", project: "seaworthy-prod", name: "Old", actionMatch: "any", filterMatch: "all", frequency: 30, conditions: "[]", actions: "[]" });',
    ),
  ),
  changed(
    redis,
    "cache-evicts",
    "a cache that is full",
    'cache"),\n      eviction: true',
    'cache"),\n      eviction: false',
  ),
  changed(
    redis,
    "cache-limiter-keeps-keys",
    "limits that are forgotten",
    'limiter"),\n      eviction: false',
    'limiter"),\n      eviction: true',
  ),
  changed(
    redis,
    "cache-user-least-rights",
    "a user that may empty it",
    '"-@admin", "-@dangerous"]',
    '"-@admin", "-@dangerous", "+FLUSHALL"]',
  ),
  changed(
    redis,
    "cache-user-least-rights",
    "a user that may do all",
    '["~*", "&*", "+@all", "-@admin", "-@dangerous"]',
    '["~*", "&*", "+@ALL"]',
  ),
  changed(
    redis,
    "cache-user-least-rights",
    "a user that may change users",
    '"-@admin", "-@dangerous"]',
    '"-@admin", "-@dangerous", "+acl|setuser"]',
  ),
  changed(
    redis,
    "cache-user-least-rights",
    "allcommands",
    '["~*", "&*", "+@all", "-@admin", "-@dangerous"]',
    '["allkeys", "AllCommands"]',
  ),
  changed(
    redis,
    "cache-own-user",
    "the default user's token",
    "const token = inUse(user, users.a.restToken, users.b.restToken);",
    "const token = users.a === undefined ? inUse(user, users.a, users.a) : database.restToken;",
  ),
  breaks(
    "cache-two-databases",
    "one database for both",
    edit(
      "infra/worker-bindings.ts",
      'variable("LIMITER_REDIS_URL", limiter.url)',
      'variable("LIMITER_REDIS_URL", limiter === undefined ? "" : cache.url)',
    ),
  ),
  breaks("cache-limiter-keeps-keys", "queues in a database that evicts", [
    ...program(
      'export const jobs = new seaworthy.upstash.RedisDatabase("jobs", { name: "seaworthy-prod-jobs", region: "eu-central-1", tls: true, eviction: true, budget: 20 });',
    ),
    edit(
      "infra/worker-bindings.ts",
      'import type { Config } from "./config.ts";',
      'import type { Config } from "./config.ts";\nimport * as seaworthy from "@seaworthy/sdk/index";\nconst queue = new seaworthy.upstash.RedisDatabase("queue", { name: "seaworthy-prod-queue", region: "eu-central-1", tls: true, eviction: true, budget: 20 });',
    ),
    edit(
      "infra/worker-bindings.ts",
      'variable("LIMITER_REDIS_URL", limiter.url)',
      'variable("LIMITER_REDIS_URL", limiter.url),\n    variable("JOBS_REDIS_URL", queue.restUrl)',
    ),
  ]),
];

export const harmlessStack: readonly Mutation[] = [
  harmless("another owner", key("owner: platform", "owner: security")),
  harmless("every month", key("everyDays: 90", "everyDays: 30")),
  harmless("an hour of grace", key("graceSeconds: 86400", "graceSeconds: 3600")),
  harmless(
    "three seconds a statement",
    key("statementTimeoutMs: 5000", "statementTimeoutMs: 3000"),
  ),
  harmless("fewer rows", key("maxRows: 1000", "maxRows: 100")),
  harmless(
    "an office's address",
    key("- 173.245.48.0/20", "- 173.245.48.0/20\n      - 203.0.113.9/32"),
  ),
  harmless("a smaller Hyperdrive", key("connectionLimit: 60", "connectionLimit: 40")),
  harmless(
    "a lower key limit",
    key("      count: 1000\n      windowSeconds: 60", "      count: 500\n      windowSeconds: 60"),
  ),
  harmless("alerts sooner", key("everyMinutes: 30", "everyMinutes: 10")),
  harmless(
    "a smaller budget for Redis",
    key("    monthlyBudgetDollars: 50\n", "    monthlyBudgetDollars: 20\n"),
  ),
  harmless(
    "alerts of prod",
    edit(
      errors,
      "monitorIds: [monitorId],",
      'monitorIds: [monitorId],\n      environment: "prod",',
    ),
  ),
  harmless(
    "fewer rights in Redis",
    edit(redis, '"-@admin", "-@dangerous"]', '"-@admin", "-@dangerous", "-KEYS"]'),
  ),
  harmless(
    "an exact page after sign-in",
    edit(
      database,
      'uri_allow_list: origins.map((origin) => `${origin}/**`).join(",")',
      'uri_allow_list: origins.map((origin) => `${origin}/auth/callback`).join(",")',
    ),
  ),
  harmless(
    "a longer password",
    edit(database, "password_min_length: 12", "password_min_length: 14"),
  ),
  ),
];
