import type * as pulumi from "@pulumi/pulumi";
import { operations } from "@seaworthy/platform/runtime/operations";
import type { Credential } from "@seaworthy/sdk/index";
import { buildManifest, type ManifestArgs } from "@seaworthy/sdk/manifest/build";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import type { App } from "./app.ts";
import type { Config } from "./config.ts";
import type { Database } from "./database.ts";
import type { Edge } from "./edge.ts";
import type { ErrorTracking } from "./error-tracking.ts";
import type { Redis, RedisAccess } from "./redis.ts";
import { type OwnSecretName, ownSecretNames } from "./secret-table.ts";
import type { Secrets } from "./secrets.ts";
import { type ThirdPartyName, thirdPartyTable } from "./third-party-table.ts";
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

type Secret = ManifestArgs["secrets"][number];
type Rotation = Pick<Secret, "rotator" | "consumers">;

/** What the `seaworthy` command is told about this stack: it knows none of its names. */
export function manifestOf(parts: StackParts): pulumi.Output<Manifest> {
  const { config, appUrl, app, database, redis, errors, edge, secrets } = parts;
  const { pooler } = database;
  return buildManifest({
    app: { url: appUrl },
    worker: {
      accountId: config.app.accountId,
      script: app.scriptName,
      id: app.workerId,
      versionId: app.versionId,
      version: app.version.urn,
      deployment: app.deployment.urn,
    },
    routes: {
      ready: operations.ready.path,
      generations: operations.generations.path,
    },
    tokens: {
      issuer: issuerOf(config.app.tokens.issuer, database.projectRef),
      audience: config.app.tokens.audience,
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
    edge: { zoneId: config.edge.zoneId, routeId: edge.routeId },
    secrets: [...ownSecrets(parts), ...givenSecrets(secrets)],
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

function ownSecrets(parts: StackParts): Secret[] {
  const rotations = rotationsOf(parts);
  return ownSecretNames.map((name) => ({
    name,
    credential: parts.secrets.credentials[name].urn,
    docs: "docs/rotation.md",
    ...rotations[name],
  }));
}

/** How each secret of the stack is replaced, and who uses it. */
function rotationsOf({
  database,
  redis,
  errors,
}: StackParts): Readonly<Record<OwnSecretName, Rotation>> {
  return {
    jwt: workerKey("the Worker (verifies)", "whoever signs tokens (stack output jwtSecret)"),
    "api-key-pepper": {
      rotator: { kind: "worker-key", move: operations.moveApiKeys.path },
      consumers: ["the Worker (stores API keys by it)"],
    },
    webhook: workerKey("the Worker (verifies)", "senders of webhooks"),
    unsubscribe: workerKey("the Worker (signs and verifies the links of mails)"),
    "operator-token": {
      rotator: { kind: "bearer-token" },
      consumers: ["the Worker (verifies)", "rotations", "whoever scrapes /metrics"],
    },
    "database-role": {
      rotator: {
        kind: "database-login",
        pooler: database.pooler.urn,
        migrations: database.migrations.urn,
        logins: { a: database.logins.a.role, b: database.logins.b.role },
      },
      consumers: ["the Worker, through Hyperdrive and the pooler"],
    },
    "redis-cache": redisUser(redis.cache),
    "redis-limiter": redisUser(redis.limiter),
    "sentry-dsn": {
      rotator: { kind: "sentry-key", keys: urnsOf(errors.keys) },
      consumers: ["the Worker"],
    },
    "supabase-key": {
      rotator: {
        kind: "supabase-api-key",
        projectRef: database.projectRef,
        keys: urnsOf(database.apiKeys),
      },
      consumers: ["programs of the team (stack output supabaseSecretKey)"],
    },
  };
}

const workerKey = (...consumers: string[]): Rotation => ({
  rotator: { kind: "worker-key" },
  consumers,
});

const redisUser = ({ database, users }: RedisAccess): Rotation => ({
  rotator: { kind: "redis-user", database: database.urn, users: urnsOf(users) },
  consumers: ["the Worker, over Upstash's REST API"],
});

const urnsOf = ({ a, b }: Readonly<Record<"a" | "b", pulumi.Resource>>) => ({
  a: a.urn,
  b: b.urn,
});

const givenRotations: Readonly<Record<ThirdPartyName, Rotation>> = {
  stripe: { rotator: { kind: "stripe-key" }, consumers: ["the Worker, at Stripe's API"] },
  "stripe-webhook": {
    rotator: { kind: "stripe-webhook-key" },
    consumers: ["the Worker (verifies)", "Stripe (signs)"],
  },
  google: { rotator: { kind: "google-key" }, consumers: ["the Worker, at Google's AI"] },
};

/** Keys that only a person can make, as far as the stack has them. */
const givenSecrets = ({ thirdParty }: Secrets): Secret[] =>
  [...thirdParty].map(([name, credential]: [ThirdPartyName, Credential]) => ({
    name,
    credential: credential.urn,
    binding: thirdPartyTable[name].binding,
    acceptsBoth: thirdPartyTable[name].acceptsBoth,
    provided: thirdPartyTable[name].given,
    docs: "docs/rotation.md",
    ...givenRotations[name],
  }));
