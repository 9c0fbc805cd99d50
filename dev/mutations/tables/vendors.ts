import { breaks, changed, edit, key, program } from "../edits.ts";
import type { Mutation } from "../mutation.ts";

const errors = "packages/stack/errors/sentry-project.ts";
const uptime = "packages/stack/errors/error-tracking.ts";
const redis = "packages/stack/redis/redis.ts";

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
    uptime,
    "errors-uptime-monitored",
    "a check each hour",
    "...uptimeChecksFor(args.availability),",
    "...uptimeChecksFor(args.availability),\n      intervalSeconds: 3600,",
  ),
  changed(
    uptime,
    "errors-uptime-monitored",
    "checks switched off",
    'method: "GET",',
    'method: "GET",\n      enabled: false,',
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
    "    enabled: true,\n    monitorIds",
    "    enabled: false,\n    monitorIds",
  ),
  changed(
    errors,
    ["errors-alerts-deliver"],
    "an alert that reaches nobody",
    "actionFilters: [filter]",
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
      "packages/stack/worker/worker-bindings.ts",
      'variable("LIMITER_REDIS_URL", limiter.url)',
      'variable("LIMITER_REDIS_URL", limiter === undefined ? "" : cache.url)',
    ),
  ),
  breaks("cache-limiter-keeps-keys", "queues in a database that evicts", [
    ...program(
      'export const jobs = new seaworthy.upstash.RedisDatabase("jobs", { name: "seaworthy-prod-jobs", region: "eu-central-1", tls: true, eviction: true, budget: 20 });',
    ),
    edit(
      "packages/stack/worker/worker-bindings.ts",
      'import type { Config } from "../config/schema.ts";',
      'import type { Config } from "../config/schema.ts";\nimport * as seaworthy from "@seaworthy/sdk/index";\nconst queue = new seaworthy.upstash.RedisDatabase("queue", { name: "seaworthy-prod-queue", region: "eu-central-1", tls: true, eviction: true, budget: 20 });',
    ),
    edit(
      "packages/stack/worker/worker-bindings.ts",
      'variable("LIMITER_REDIS_URL", limiter.url)',
      'variable("LIMITER_REDIS_URL", limiter.url),\n    variable("JOBS_REDIS_URL", queue.restUrl)',
    ),
  ]),
];
