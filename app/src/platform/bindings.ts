import type { DurableObjectNamespace, Hyperdrive, WorkerVersionMetadata } from "@cloudflare/workers-types";
import { z } from "zod";
import { type CorsRule, corsRule } from "./cors-rule.ts";

const redisUrl = z.url({ protocol: /^https?$/ });
const secret = z.string().min(32, "must have at least 32 characters");
const isObjectWith =
  (...names: string[]) =>
  (value: unknown): boolean =>
    typeof value === "object" && value !== null && names.every((name) => name in value);

const hyperdrive = z.custom<Hyperdrive>(isObjectWith("connectionString"), "must be a Hyperdrive binding");
const durableObjects = z.custom<DurableObjectNamespace>(isObjectWith("idFromName", "get"), "must be a Durable Object namespace");

/** Without one of these the Worker answers 503 to everything but `/health/live`. */
const critical = z.object({
  HYPERDRIVE: hyperdrive.meta({ kind: "hyperdrive", description: "The database, through the pooler, as role `app_worker`." }),
  CACHE_REDIS_URL: redisUrl.meta({ kind: "plain_text", description: "REST address of the cache's Redis." }),
  CACHE_REDIS_TOKEN: secret.meta({ kind: "secret_text", description: "REST token of the cache's ACL user." }),
  LIMITER_REDIS_URL: redisUrl.meta({ kind: "plain_text", description: "REST address of the rate limiter's Redis." }),
  LIMITER_REDIS_TOKEN: secret.meta({ kind: "secret_text", description: "REST token of the limiter's ACL user." }),
  JWT_SECRET: secret.meta({ kind: "secret_text", description: "HS256 key that tokens are signed with." }),
  ENVIRONMENT: z.enum(["local", "staging", "prod"]).meta({ kind: "plain_text", description: "`local`, `staging` or `prod`." }),
  FEED_UPDATES: durableObjects.meta({
    kind: "durable_object_namespace",
    description: "Class `FeedUpdates`: the feed's WebSocket subscribers.",
  }),
});

/** A missing or wrong one of these is a warning, and its default is taken. */
const optional = z.object({
  JWT_SECRET_PREVIOUS: secret
    .optional()
    .meta({ kind: "secret_text", description: "The key before `JWT_SECRET`, accepted during a rotation." }),
  SENTRY_DSN: z.url().optional().meta({ kind: "secret_text", description: "Where errors go; without it nowhere." }),
  SENTRY_SAMPLE_RATE: z
    .string()
    .transform(Number)
    .pipe(z.number().min(0).max(1))
    .default(0.1)
    .meta({ kind: "plain_text", description: "Share of requests that are traced, 0 to 1. Default 0.1." }),
  CORS_ORIGINS: z
    .string()
    .transform((list) =>
      list
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean),
    )
    .pipe(z.array(corsRule))
    .default([] as CorsRule[])
    .meta({
      kind: "plain_text",
      description: "Comma list: `https://app.example.com`, `https://*.example.com`, `http://localhost:5173`. Default none.",
    }),
  STATEMENT_TIMEOUT_MS: z
    .string()
    .transform(Number)
    .pipe(z.int().min(100).max(60_000))
    .default(5_000)
    .meta({ kind: "plain_text", description: "Limit of one SQL statement. Default 5000." }),
  REDIS_TIMEOUT_MS: z
    .string()
    .transform(Number)
    .pipe(z.int().min(50).max(5_000))
    .default(250)
    .meta({ kind: "plain_text", description: "Limit of one call to Redis. Default 250." }),
  DEBUG_ROUTES: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .default(false)
    .meta({ kind: "plain_text", description: "`true` adds `/debug/error`. Default `false`." }),
  CF_VERSION_METADATA: z
    .custom<WorkerVersionMetadata>(isObjectWith("id"), "must be a version metadata binding")
    .optional()
    .meta({ kind: "version_metadata", description: "Its id is the release in Sentry and in `/health`." }),
});

/** Optional ones that a deployment should have all the same: their absence is a warning. */
const expected = ["SENTRY_DSN", "CORS_ORIGINS", "CF_VERSION_METADATA"] as const;

export type OptionalBindings = z.output<typeof optional>;
export type Bindings = z.output<typeof critical> & OptionalBindings;

export interface BindingReport {
  /** Undefined when a critical binding is missing or wrong. */
  readonly bindings: Bindings | undefined;
  /** What can be used even then. */
  readonly settings: OptionalBindings;
  /** `JWT_SECRET: must have at least 32 characters`. Names and reasons, never values. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Reads the Worker's `env` once. Never throws: what is wrong is in the report. */
export function parseBindings(env: unknown): BindingReport {
  const given = { ...(env as Record<string, unknown>) };
  const needed = critical.safeParse(given);
  const warnings: string[] = expected.filter((name) => given[name] === undefined).map((name) => `${name}: not set`);
  const first = optional.safeParse(given);
  for (const issue of first.error?.issues ?? []) {
    warnings.push(explain(issue));
    delete given[String(issue.path[0])];
  }
  const settings = first.data ?? optional.parse(given);
  return {
    bindings: needed.success ? { ...needed.data, ...settings } : undefined,
    settings,
    errors: (needed.error?.issues ?? []).map(explain),
    warnings,
  };
}

/** One line a binding, for docs: name, kind, whether the Worker needs it, what it is. */
export const bindingTable = [rows(critical, true), rows(optional, false)].flat();

function rows(schema: z.ZodObject, needed: boolean) {
  return Object.entries(schema.shape).map(([name, field]) => {
    const meta = z.globalRegistry.get(field as z.ZodType) ?? {};
    return { name, kind: String(meta.kind), needed, description: String(meta.description) };
  });
}

function explain(issue: z.core.$ZodIssue): string {
  return `${String(issue.path[0])}: ${issue.message}`;
}
