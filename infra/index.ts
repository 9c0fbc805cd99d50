/** Everything in one environment of Seaworthy, in dependency order. */
import "@seaworthy/stack/source-positions";
import * as pulumi from "@pulumi/pulumi";
import { modules } from "@seaworthy/app/src/modules";
import { needsMailKey } from "@seaworthy/platform/mail/settings";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { readConfig } from "@seaworthy/stack/config/read";
import { Database } from "@seaworthy/stack/database/database";
import { Edge } from "@seaworthy/stack/edge/edge";
import { edgeOfModules } from "@seaworthy/stack/edge/modules";
import { ErrorTracking } from "@seaworthy/stack/errors/error-tracking";
import { PartErrors } from "@seaworthy/stack/errors/part-errors";
import { manifestOf } from "@seaworthy/stack/manifest";
import { nameOf } from "@seaworthy/stack/naming";
import { Redis } from "@seaworthy/stack/redis/redis";
import { readRotation } from "@seaworthy/stack/secrets/rotation";
import { Secrets } from "@seaworthy/stack/secrets/secrets";
import { App } from "@seaworthy/stack/worker/app";
import { appUrlOf } from "@seaworthy/stack/worker/app-url";
import { authSettings } from "./auth-settings.ts";
import { configuration } from "./config.ts";
import { rulesets } from "./edge/rulesets.ts";
import { zoneSettings } from "./edge/zone-settings.ts";
import { type OwnSecretName, secrets as secretTable } from "./secret-table.ts";

const config = readConfig(configuration);

const rotation = readRotation();

const secrets = new Secrets<OwnSecretName>("secrets", {
  table: secretTable,
  settings: config.secrets,
  rotation,
  used: [
    ...modules.flatMap(({ secrets = {} }: Module) => Object.keys(secrets)),
    ...(config.mail !== undefined && needsMailKey(config.mail) ? ["MAIL_KEY"] : []),
  ],
});

const database = new Database("database", {
  projectName: nameOf(config, "supabase"),
  settings: config.database,
  adminPassword: secrets.databasePassword,
  worker: secrets.credential("database-role"),
  apiKey: secrets.credential("supabase-key"),
  workerRole: "app_worker",
  auth: authSettings(config.app.corsOrigins),
  modules,
});

const redis = new Redis("redis", {
  naming: config,
  settings: config.cache,
  cacheUser: secrets.credential("redis-cache"),
  limiterUser: secrets.credential("redis-limiter"),
});

const errors = new ErrorTracking("errors", {
  naming: config,
  settings: config.errors,
  key: secrets.credential("sentry-dsn"),
  appUrl: appUrlOf(config.edge.hostname),
  availability: config.objectives.availability,
});

const partErrors = config.errors.parts.map((part) => ({
  part,
  errors: new PartErrors(`errors-${part}`, { naming: config, settings: config.errors, part }),
}));

const app = new App("app", {
  config,
  modules,
  database,
  databaseLogin: secrets.credential("database-role"),
  cache: redis.cache,
  limiter: redis.limiter,
  secrets,
  hold: rotation.hold,
  sentryDsn: errors.dsn,
});

const edge = new Edge("edge", {
  accountId: config.app.accountId,
  settings: config.edge,
  zoneSettings: zoneSettings(config.edge),
  rulesets: rulesets(
    config.edge,
    edgeOfModules(modules, config.modules),
    secrets.credential("operator-token").value,
  ),
  scriptName: app.scriptName,
});

export const appUrl = appUrlOf(config.edge.hostname);
export const supabaseProjectRef = database.projectRef;
export const pooler = {
  host: database.pooler.host,
  port: database.pooler.port,
  mode: database.pooler.poolMode,
  size: database.pooler.defaultPoolSize,
  maxClients: database.pooler.maxClientConn,
};
export const databaseUrls = { direct: database.directUrl, pooler: database.poolerUrl };
export const redisDatabases = {
  cache: { id: redis.cache.database.databaseId, url: redis.cache.url },
  limiter: { id: redis.limiter.database.databaseId, url: redis.limiter.url },
};
export const sentryProject = errors.projectSlug;
export const sentryDsn = errors.dsn;
/** By part, for the builds of the parts. */
export const sentryDsnOfParts = Object.fromEntries(
  partErrors.map(({ part, errors: { dsn } }) => [part, dsn]),
);
export const cloudflareZoneId = config.edge.zoneId;
export const workerName = app.scriptName;
export const workerId = app.workerId;
export const workerVersionId = app.versionId;
export const routeId = edge.routeId;
export const jwtSecret = pulumi.secret(secrets.credential("jwt").value);
export const operatorToken = pulumi.secret(secrets.credential("operator-token").value);
export const supabaseSecretKey = pulumi.secret(database.secretKey);
export const rotationGraceSeconds = config.secrets.graceSeconds;
/** The data about this stack that the `seaworthy` command uses. */
export const manifest = manifestOf({
  config,
  appUrl,
  secrets,
  database,
  redis,
  errors,
  app,
  edge,
  signedBy: "jwt",
  operator: "operator-token",
});
