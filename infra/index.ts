/** Everything that one environment of Seaworthy is made of, in the order in which the parts need each other. */
import * as pulumi from "@pulumi/pulumi";
import { App } from "./app.ts";
import { appUrlOf } from "./app-url.ts";
import { Cache } from "./cache.ts";
import { readConfig } from "./config.ts";
import { Database } from "./database.ts";
import { Edge } from "./edge.ts";
import { ErrorTracking } from "./error-tracking.ts";
import { nameOf } from "./naming.ts";
import { Secrets } from "./secrets.ts";

const config = readConfig();

const secrets = new Secrets("secrets", { settings: config.secrets });

const database = new Database("database", {
  projectName: nameOf(config, "supabase"),
  settings: config.database,
  adminPassword: secrets.databasePassword,
  workerPassword: secrets.workerPassword,
});

const redis = new Cache("redis", { naming: config, settings: config.cache });

const errors = new ErrorTracking("errors", { naming: config, settings: config.errors });

const app = new App("app", {
  config,
  database,
  workerPassword: secrets.workerPassword,
  cache: redis.cache,
  limiter: redis.limiter,
  keys: secrets.keys,
  sentryDsn: errors.dsn,
});

const edge = new Edge("edge", { settings: config.edge, scriptName: app.scriptName });

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
  cache: { id: redis.cache.databaseId, url: redis.cache.url },
  limiter: { id: redis.limiter.databaseId, url: redis.limiter.url },
};
export const sentryProject = errors.projectSlug;
export const sentryDsn = errors.dsn;
export const cloudflareZoneId = config.edge.zoneId;
export const workerName = app.scriptName;
export const workerId = app.workerId;
export const workerVersionId = app.versionId;
export const routeId = edge.routeId;
export const jwtSecret = pulumi.secret(secrets.keys.jwt.current);
export const operatorToken = pulumi.secret(secrets.keys.operatorToken);
