import { unknown } from "../../plan/value.ts";
import { add, both, config, option, remove, set } from "../change.ts";
import type { Case } from "./case.ts";

const version = "app-version";
const origins = "bindings[CORS_ORIGINS].text";

const pushJob = {
  dataset: "workers_trace_events",
  enabled: true,
  destinationConf: "https://logs.shop.dev/in?header_Authorization=key",
};

const consumer = { queueId: "q1", type: "worker", scriptName: "seaworthy-prod" };

export const worker: readonly Case[] = [
  {
    rule: "worker-compatibility-date",
    broken: set(version, "compatibilityDate", "2024-01-01"),
    hidden: set(version, "compatibilityDate", unknown),
  },
  {
    rule: "worker-node-apis",
    broken: set(version, "compatibilityFlags", []),
    hidden: set(version, "compatibilityFlags", unknown),
  },
  {
    rule: "worker-logs-kept",
    broken: set("app", "observability.logs.invocationLogs", false),
    hidden: set("app", "observability", unknown),
  },
  {
    rule: "worker-logs-kept",
    broken: set("app", "observability.logs.persist", false),
  },
  {
    rule: "worker-logpush-arrives",
    broken: set("app", "logpush", true),
    hidden: set("app", "logpush", unknown),
  },
  { rule: "worker-logpush-arrives", broken: add("logpushJob", "push", pushJob) },
  {
    rule: "worker-logpush-arrives",
    broken: both(
      set("app", "logpush", true),
      add("logpushJob", "push", { ...pushJob, enabled: false }),
    ),
    hidden: both(
      set("app", "logpush", true),
      add("logpushJob", "push", { ...pushJob, destinationConf: unknown }),
    ),
  },
  {
    rule: "worker-logpush-arrives",
    broken: add("logpushJob", "requests", {
      ...pushJob,
      dataset: "http_requests",
      destinationConf: "splunk://splunk.shop.dev/services/collector/raw?insecure-skip-verify=true",
    }),
  },
  {
    rule: "worker-queue-dead-letters",
    given: add("queueConsumer", "mails", { ...consumer, deadLetterQueue: "mails-dead" }),
    broken: set("mails", "deadLetterQueue", undefined),
    hidden: set("mails", "deadLetterQueue", unknown),
  },
  {
    rule: "worker-logs-sampled",
    broken: set("app", "observability.headSamplingRate", 0),
    hidden: set("app", "observability.headSamplingRate", unknown),
  },
  {
    rule: "worker-cpu-limited",
    broken: set(version, "limits", undefined),
    hidden: set(version, "limits", unknown),
  },
  {
    rule: "worker-version-known",
    broken: set(version, "bindings[CF_VERSION_METADATA].type", "plain_text"),
    hidden: set(version, "bindings", unknown),
  },
  {
    rule: "worker-environment-named",
    broken: set(version, "bindings[ENVIRONMENT].text", "local"),
    hidden: set(version, "bindings[ENVIRONMENT].text", unknown),
  },
  {
    rule: "worker-database-by-hyperdrive",
    broken: set(version, "bindings[HYPERDRIVE].type", "secret_text"),
    hidden: set(version, "bindings", unknown),
  },
  {
    rule: "worker-bindings-complete",
    broken: set(version, "bindings[JWT_SECRET].name", "JWT_KEY"),
    hidden: set(version, "bindings", unknown),
  },
  {
    rule: "worker-bindings-unique",
    broken: set(version, "bindings[JWT_AUDIENCE].name", "JWT_ISSUER"),
    hidden: set(version, "bindings", unknown),
  },
  {
    rule: "worker-no-debug-routes",
    broken: set(version, "bindings[DEBUG_ROUTES].text", "true"),
    hidden: set(version, "bindings[DEBUG_ROUTES].text", unknown),
  },
  {
    rule: "worker-old-data-deleted",
    broken: remove("app-retention"),
    hidden: set("app-retention", "schedules", unknown),
  },
  {
    rule: "worker-durable-objects-exported",
    broken: set(version, "exports", {}),
    hidden: set(version, "exports", unknown),
  },
  {
    rule: "worker-token-issuer-checked",
    broken: set(version, "bindings[JWT_ISSUER].text", ""),
    hidden: set(version, "bindings[JWT_ISSUER].text", unknown),
  },
  {
    rule: "cors-exact-origins",
    broken: set(version, origins, "*"),
    hidden: set(version, origins, unknown),
  },
  {
    rule: "cors-no-wildcard-subdomains",
    broken: set(version, origins, "https://*.seaworthy.dev"),
    hidden: set(version, origins, unknown),
  },
  {
    rule: "cors-https-only",
    broken: set(version, origins, "http://www.seaworthy.dev"),
    hidden: set(version, origins, unknown),
  },
  {
    rule: "cors-origins-declared",
    broken: set(version, origins, ""),
    hidden: set(version, origins, unknown),
  },
  {
    rule: "cors-not-set-by-edge",
    broken: set(
      "edge-headers",
      "rules[security-headers].actionParameters.headers.Access-Control-Allow-Origin",
      {
        operation: "set",
        value: "*",
      },
    ),
    hidden: set("edge-headers", "rules", unknown),
  },
  {
    rule: "rollout-percentages-add-up",
    broken: set("app-deployment", "versions[0].percentage", 90),
    hidden: set("app-deployment", "versions", unknown),
  },
  {
    rule: "rollout-two-versions-at-most",
    broken: set("app-deployment", "versions", []),
    hidden: set("app-deployment", "versions", unknown),
  },
  {
    rule: "rollout-by-percentage",
    broken: set("app-deployment", "strategy", "all"),
    hidden: set("app-deployment", "strategy", unknown),
  },
  {
    rule: "rollout-no-migration-while-split",
    broken: both(
      set(version, "migrations", { newTag: "v2", newSqliteClasses: ["Other"] }),
      set("app-deployment", "versions", [
        { versionId: "a", percentage: 10 },
        { versionId: "b", percentage: 90 },
      ]),
    ),
    hidden: set(version, "migrations", unknown),
  },
  {
    rule: "rollout-route-to-deployed",
    broken: set("edge-route", "script", "another"),
    hidden: set("edge-route", "script", unknown),
  },
  {
    rule: "rollout-versions-not-scripts",
    given: both(add("workersScript", "script", {}), remove("script")),
    broken: add("workersScript", "script", { content: "export default {}" }),
  },
  {
    rule: "rollout-schema-before-code",
    broken: remove("database-migrations"),
    hidden: set(version, "bindings", unknown),
  },
  {
    rule: "protection-operator-routes",
    broken: set(version, "bindings[OPERATOR_TOKEN].name", "TOKEN"),
    hidden: set(version, "bindings", unknown),
  },
  { rule: "protection-database-kept", broken: option("database-project", { protect: false }) },
  { rule: "protection-versions-kept", broken: option(version, { retainOnDelete: false }) },
  {
    rule: "protection-paid-plan",
    broken: set("database-project", "instanceSize", "nano"),
    hidden: set("database-project", "instanceSize", unknown),
  },
  {
    rule: "protection-names-of-environment",
    broken: set("app", "name", "seaworthy"),
    hidden: set("app", "name", unknown),
  },
  {
    rule: "protection-environment-of-stack",
    broken: config("seaworthy:environment", "staging"),
  },
  {
    rule: "protection-no-placeholders",
    broken: config("seaworthy:edge.hostname", "api.example.com"),
  },
  { rule: "cost-within-budget", broken: set("database-project", "instanceSize", "4xlarge") },
  {
    rule: "cost-redis-bounded",
    broken: set("redis-cache", "budget", undefined),
    hidden: set("redis-cache", "budget", unknown),
  },
  {
    rule: "cost-logs-within-plan",
    broken: set("app", "observability.headSamplingRate", 1),
    hidden: set("app", "observability.headSamplingRate", unknown),
  },
  {
    rule: "cost-traces-within-plan",
    broken: set(version, "bindings[SENTRY_SAMPLE_RATE].text", "0.5"),
    hidden: set(version, "bindings[SENTRY_SAMPLE_RATE].text", unknown),
  },
];
