/** Everything in one environment of Seaworthy, in dependency order. */
import "./source-positions.ts";
import * as pulumi from "@pulumi/pulumi";
import { modules } from "@seaworthy/app/src/modules";
import { needsMailKey } from "@seaworthy/platform/mail/settings";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { App } from "./app.ts";
import { appUrlOf } from "./app-url.ts";
import { readConfig } from "./config.ts";
import { Database } from "./database.ts";
import { edgeOfModules } from "./edge/modules.ts";
import { Edge } from "./edge.ts";
import { ErrorTracking } from "./error-tracking.ts";
import { manifestOf } from "./manifest.ts";
import { nameOf } from "./naming.ts";
import { Redis } from "./redis.ts";
import { readRotation } from "./rotation.ts";
import { Secrets } from "./secrets.ts";

const config = readConfig();

const rotation = readRotation();

const secrets = new Secrets("secrets", {
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
  origins: config.app.corsOrigins,
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
});

const app = new App("app", {
  config,
  database,
  cache: redis.cache,
  limiter: redis.limiter,
  secrets,
  hold: rotation.hold,
  sentryDsn: errors.dsn,
});

const edge = new Edge("edge", {
  settings: config.edge,
  modules: edgeOfModules(config.modules),
  scriptName: app.scriptName,
  operatorToken: secrets.credential("operator-token").value,
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
});
