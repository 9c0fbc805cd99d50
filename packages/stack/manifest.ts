import { relative } from "node:path";
import { defined } from "@seaworthy/core/defined";
import { findProject } from "@seaworthy/core/project";
import { operations } from "@seaworthy/platform/runtime/operations";
import {
  buildManifest,
  type DeclaredManifest,
  type ManifestArgs,
} from "@seaworthy/sdk/manifest/build";
import type { Config } from "./config/schema.ts";
import type { Database } from "./database/database.ts";
import type { Edge } from "./edge/edge.ts";
import type { ErrorTracking } from "./errors/error-tracking.ts";
import type { Redis, RedisAccess } from "./redis/redis.ts";
import type { Secrets } from "./secrets/secrets.ts";
import type { App } from "./worker/app.ts";
import { issuerOf } from "./worker/worker-bindings.ts";

export interface StackParts<OwnName extends string = string> {
  readonly config: Config;
  readonly appUrl: string;
  readonly secrets: Secrets<OwnName>;
  readonly database: Database;
  readonly redis: Redis;
  readonly errors: ErrorTracking;
  readonly app: App;
  readonly edge: Edge;
  /** Names of the secrets that sign the app's tokens, and that authorize operator routes. */
  readonly signedBy: OwnName;
  readonly operator: OwnName;
}

/** The only source from which the `seaworthy` command learns the names of this stack's parts. */
export function manifestOf<OwnName extends string>(parts: StackParts<OwnName>): DeclaredManifest {
  const { config, appUrl, app, database, redis, errors, edge, secrets } = parts;
  const { pooler } = database;
  const { root, tables } = findProject();
  return buildManifest({
    app: { url: appUrl, modules: relative(root, tables.modules) },
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
      signedBy: parts.signedBy,
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
      operator: parts.operator,
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
      ...defined({ binding, provided: given }),
    };
  });
}
