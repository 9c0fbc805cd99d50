import { operations } from "@seaworthy/platform/runtime/operations";
import {
  buildManifest,
  type DeclaredManifest,
  type ManifestArgs,
} from "@seaworthy/sdk/manifest/build";
import type { App } from "./app.ts";
import type { Config } from "./config.ts";
import { type Database, moduleTable } from "./database.ts";
import type { Edge } from "./edge.ts";
import type { ErrorTracking } from "./error-tracking.ts";
import type { Redis, RedisAccess } from "./redis.ts";
import type { OwnSecretName } from "./secret-table.ts";
import type { Secrets } from "./secrets.ts";
import { issuerOf } from "./worker-bindings.ts";

export interface StackParts {
  readonly config: Config;
  readonly appUrl: string;
  readonly secrets: Secrets;
  readonly database: Database;
  readonly redis: Redis;
  readonly errors: ErrorTracking;
  readonly app: App;
  readonly edge: Edge;
}

/** What the `seaworthy` command learns about this stack: it hard-codes none of its names. */
export function manifestOf(parts: StackParts): DeclaredManifest {
  const { config, appUrl, app, database, redis, errors, edge, secrets } = parts;
  const { pooler } = database;
  return buildManifest({
    app: { url: appUrl, modules: moduleTable },
    worker: {
      accountId: config.app.accountId,
      script: app.scriptName,
      id: app.workerId,
      versionId: app.versionId,
      version: app.version.urn,
      deployment: app.deployment.urn,
      bundle: app.bundle,
    },
    routes: {
      ready: operations.ready.path,
      generations: operations.generations.path,
    },
    tokens: {
      issuer: issuerOf(config.app.tokens.issuer, database.projectRef),
      audience: config.app.tokens.audience,
      signedBy: "jwt" satisfies OwnSecretName,
    },
    supabase: { projectRef: database.projectRef },
    pooler: {
      resource: pooler.urn,
      host: pooler.host,
      port: pooler.port,
      mode: pooler.poolMode,
      size: pooler.defaultPoolSize,
      maxClients: pooler.maxClientConn,
    },
    migrations: [{ name: "app", resource: database.migrations.urn }],
    redis: [redisOf("cache", redis.cache), redisOf("limiter", redis.limiter)],
    sentry: {
      organization: config.errors.organization,
      project: errors.projectSlug,
      dsn: errors.dsn,
    },
    objectives: config.objectives,
    edge: { zoneId: config.edge.zoneId, routeId: edge.routeId },
    secrets: secretsOf(parts),
    rotation: {
      graceSeconds: config.secrets.graceSeconds,
      operator: "operator-token" satisfies OwnSecretName,
      seal: secrets.database.urn,
    },
  });
}

const redisOf = (name: string, { database, url }: RedisAccess) => ({
  name,
  id: database.databaseId,
  url,
});

/** How each of the stack's secrets is replaced, and who uses it. */
function secretsOf(parts: StackParts): ManifestArgs["secrets"] {
  return parts.secrets.held.map(({ secret, credential }) => {
    const { name, binding, acceptsBoth, consumers, docs, given, kind } = secret;
    return {
      ...{ name, acceptsBoth, consumers, docs },
      resource: credential.urn,
      rotator: kind.rotator(parts),
      ...(binding === undefined ? {} : { binding }),
      ...(given === undefined ? {} : { provided: given }),
    };
  });
}
