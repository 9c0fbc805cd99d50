import type { types } from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { RedisAccess } from "./cache.ts";
import type { Config } from "./config.ts";
import type { RotatingKey, WorkerKeys } from "./secrets.ts";

export type WorkerBinding = types.input.WorkerVersionBinding;

export interface WorkerBindingsArgs {
  readonly config: Config;
  readonly hyperdriveId: pulumi.Input<string>;
  readonly cache: RedisAccess;
  readonly limiter: RedisAccess;
  readonly keys: WorkerKeys;
  readonly sentryDsn: pulumi.Input<string>;
}

/** Durable Object classes of the app, each kept in SQLite. */
export const durableObjects = { FEED_UPDATES: "FeedUpdates" } as const;

/** Everything the Worker finds in its `env`; the app parses the same names. */
export function workerBindings(args: WorkerBindingsArgs): WorkerBinding[] {
  return [...services(args), ...secrets(args), ...variables(args.config)];
}

function services({ hyperdriveId, cache, limiter }: WorkerBindingsArgs): WorkerBinding[] {
  const objects = Object.entries(durableObjects).map(([name, className]) => ({ name, type: "durable_object_namespace", className }));
  return [
    { name: "HYPERDRIVE", type: "hyperdrive", id: hyperdriveId },
    { name: "CF_VERSION_METADATA", type: "version_metadata" },
    ...objects,
    variable("CACHE_REDIS_URL", cache.url),
    variable("LIMITER_REDIS_URL", limiter.url),
  ];
}

function secrets({ cache, limiter, keys, sentryDsn }: WorkerBindingsArgs): WorkerBinding[] {
  return [
    secret("CACHE_REDIS_TOKEN", cache.token),
    secret("LIMITER_REDIS_TOKEN", limiter.token),
    ...rotating("JWT_SECRET", keys.jwt),
    ...rotating("API_KEY_PEPPER", keys.apiKeyPepper),
    ...rotating("WEBHOOK_SECRET", keys.webhook),
    ...rotating("UNSUBSCRIBE_KEY", keys.unsubscribe),
    secret("OPERATOR_TOKEN", keys.operatorToken),
    secret("SENTRY_DSN", sentryDsn),
  ];
}

function variables({ environment, app, errors, database }: Config): WorkerBinding[] {
  return [
    variable("ENVIRONMENT", environment),
    variable("SENTRY_SAMPLE_RATE", String(errors.sampleRate)),
    variable("CORS_ORIGINS", app.corsOrigins.join(",")),
    variable("STATEMENT_TIMEOUT_MS", String(database.statementTimeoutMs)),
    variable("DEBUG_ROUTES", String(app.debugRoutes)),
  ];
}

/** The previous key is bound only while a rotation keeps it. */
function rotating(name: string, { current, previous }: RotatingKey): WorkerBinding[] {
  return [secret(name, current), ...(previous === undefined ? [] : [secret(`${name}_PREVIOUS`, previous)])];
}

const variable = (name: string, text: pulumi.Input<string>): WorkerBinding => ({ name, type: "plain_text", text });

const secret = (name: string, text: pulumi.Input<string>): WorkerBinding => ({ name, type: "secret_text", text: pulumi.secret(text) });
