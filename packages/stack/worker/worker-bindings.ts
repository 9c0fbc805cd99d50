import type { types } from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { Module } from "@seaworthy/platform/modules/define-module";
import type { Credential } from "@seaworthy/sdk/index";
import { bindingsOfSecret } from "@seaworthy/sdk/secrets/define-secret";
import type { Config } from "../config/schema.ts";
import type { Database } from "../database/database.ts";
import type { RedisAccess } from "../redis/redis.ts";
import type { HeldSecrets } from "../secrets/secrets.ts";
import { appUrlOf } from "./app-url.ts";
import { mailOf } from "./mail.ts";

export type WorkerBinding = types.input.WorkerVersionBinding;

export interface WorkerBindingsArgs {
  readonly config: Config;
  readonly modules: readonly Module[];
  readonly hyperdriveId: pulumi.Input<string>;
  readonly database: Pick<Database, "projectRef">;
  readonly cache: RedisAccess;
  readonly limiter: RedisAccess;
  readonly secrets: HeldSecrets;
  readonly sentryDsn: pulumi.Input<string>;
  /** Name of the queue that wakes jobs. Default: none. */
  readonly jobsQueue?: pulumi.Input<string> | undefined;
  /** Further bindings of the app, such as a variable or Workers AI. Default: none. */
  readonly bindings?: readonly WorkerBinding[];
}

/** Durable Objects of the app's modules, each backed by SQLite. */
export function durableObjectsOf(modules: readonly Module[]) {
  return modules.flatMap(({ durableObjects = {} }) =>
    Object.entries(durableObjects).map(([name, { className }]) => ({ name, className })),
  );
}

/**
 * The Worker's complete `env`; the app parses the same names. The list of bindings depends only on
 * configuration: if it waited for a value, the whole list would be unknown in a new stack's
 * preview, and no policy could judge it.
 */
export function workerBindings(args: WorkerBindingsArgs): WorkerBinding[] {
  return [
    ...services(args),
    ...credentials(args),
    ...keys(args),
    ...variables(args.config),
    ...(args.bindings ?? []),
    ...tokens(args),
  ];
}

function services(args: WorkerBindingsArgs): WorkerBinding[] {
  const { modules, hyperdriveId, cache, limiter, jobsQueue } = args;
  const objects = durableObjectsOf(modules).map((object) => ({
    ...object,
    type: "durable_object_namespace",
  }));
  return [
    { name: "HYPERDRIVE", type: "hyperdrive", id: hyperdriveId },
    { name: "CF_VERSION_METADATA", type: "version_metadata" },
    ...objects,
    ...(jobsQueue === undefined
      ? []
      : [{ name: "JOBS_QUEUE", type: "queue", queueName: jobsQueue }]),
    variable("CACHE_REDIS_URL", cache.url),
    variable("LIMITER_REDIS_URL", limiter.url),
  ];
}

function credentials({ cache, limiter, secrets, sentryDsn }: WorkerBindingsArgs): WorkerBinding[] {
  return [
    secret("CACHE_REDIS_TOKEN", cache.token),
    secret("LIMITER_REDIS_TOKEN", limiter.token),
    secret("SENTRY_DSN", sentryDsn),
    variable("ROTATED", JSON.stringify(secretBindings(secrets))),
    variable(
      "GENERATIONS",
      secrets.generations.apply((generations) => JSON.stringify(generations)),
    ),
  ];
}

/**
 * Always bound when the stack has the secret; until it is supplied the value is empty, which the
 * app treats as not set.
 */
function keys({ secrets }: WorkerBindingsArgs): WorkerBinding[] {
  return secrets.held.flatMap(({ secret: { binding, acceptsBoth }, credential }) => {
    if (binding === undefined) return [];
    return acceptsBoth ? rotating(binding, credential) : [secret(binding, credential.value)];
  });
}

/** The bindings of each secret, so that the Worker can prove which values it holds. */
function secretBindings({ held }: HeldSecrets): Record<string, string[]> {
  const entries = held.map(({ secret }) => [secret.name, bindingsOfSecret(secret)] as const);
  return Object.fromEntries(entries.filter(([, bindings]) => bindings.length > 0));
}

function variables(config: Config): WorkerBinding[] {
  const { environment, app, edge, errors, database, alerts, contacts } = config;
  return [
    variable("DAILY_CRON", app.retentionCron),
    variable("CONFIGURATION", JSON.stringify(config.modules)),
    ...(alerts === undefined ? [] : [variable("ALERTS", JSON.stringify(alerts))]),
    ...(contacts === undefined ? [] : [variable("CONTACTS", JSON.stringify(contacts))]),
    variable("PUBLIC_URL", appUrlOf(edge.hostname)),
    ...(config.mail === undefined ? [] : [variable("MAIL", JSON.stringify(mailOf(config.mail)))]),
    variable("ENVIRONMENT", environment),
    variable("SENTRY_SAMPLE_RATE", String(errors.sampleRate)),
    variable("CORS_ORIGINS", app.corsOrigins.join(",")),
    variable("STATEMENT_TIMEOUT_MS", String(database.statementTimeoutMs)),
    variable("STRICT_TRANSPORT_SECURITY", hstsHeader(edge.hsts)),
    variable("DEBUG_ROUTES", String(app.debugRoutes)),
    ...(app.allowedAddresses === undefined
      ? []
      : [variable("ALLOWED_ADDRESSES", app.allowedAddresses.join(","))]),
  ];
}

/**
 * The header for the app itself, like the zone's setting: the app is also reachable without the
 * zone, and Cloudflare keeps a Worker's own header while its setting is off.
 */
function hstsHeader({ maxAgeSeconds, includeSubdomains, preload }: Config["edge"]["hsts"]): string {
  if (maxAgeSeconds === 0) return "off";
  const parts = [`max-age=${maxAgeSeconds}`];
  if (includeSubdomains) parts.push("includeSubDomains");
  if (preload) parts.push("preload");
  return parts.join("; ");
}

/** `{ref}` becomes the reference of the stack's own project. */
export const issuerOf = (template: string, projectRef: pulumi.Input<string>) =>
  pulumi.output(projectRef).apply((ref) => template.replaceAll("{ref}", ref));

function tokens({ config, database }: WorkerBindingsArgs): WorkerBinding[] {
  const { issuer: template, audience, asymmetric } = config.app.tokens;
  const issuer = issuerOf(template, database.projectRef);
  const keys = asymmetric
    ? [variable("JWKS_URL", pulumi.interpolate`${issuer}/.well-known/jwks.json`)]
    : [];
  return [variable("JWT_ISSUER", issuer), variable("JWT_AUDIENCE", audience), ...keys];
}

/**
 * During a rotation the second binding contains the other key: the next one before the switch, the
 * previous one after it. Otherwise it repeats the first, so that no other key is accepted.
 */
function rotating(name: string, { value, other }: Credential): WorkerBinding[] {
  const accepted = pulumi.all([value, other]).apply(([used, kept]) => (kept === "" ? used : kept));
  return [secret(name, value), secret(`${name}_PREVIOUS`, accepted)];
}

const variable = (name: string, text: pulumi.Input<string>): WorkerBinding => ({
  name,
  type: "plain_text",
  text,
});

const secret = (name: string, text: pulumi.Input<string>): WorkerBinding => ({
  name,
  type: "secret_text",
  text: pulumi.secret(text),
});
