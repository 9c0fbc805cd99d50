import { fileURLToPath } from "node:url";
import { createVendorClient } from "@seaworthy/core/http.ts";
import { accountEmail } from "@seaworthy/local/control/upstash/authentication.ts";
import { createSentry } from "@seaworthy/local/control/sentry/index.ts";
import { createSupabase } from "@seaworthy/local/control/supabase/index.ts";
import { createUpstash } from "@seaworthy/local/control/upstash/index.ts";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing.ts";
import { runner } from "node-pg-migrate";
import postgres from "postgres";
import { startWorker, type TestWorker } from "./worker.ts";

export const jwtKeys = { current: "current-key-of-at-least-32-characters", previous: "previous-key-of-at-least-32-characters" };

export interface TestStack {
  readonly worker: TestWorker;
  /** The database as `postgres`, past the pooler. */
  readonly admin: postgres.Sql;
  /** Another workerd with the same bindings but those given. */
  startWorker(vars?: Readonly<Record<string, string>>): Promise<TestWorker>;
  /** Errors and transactions that arrived in the project, newest first. */
  events(): Promise<Record<string, unknown>[]>;
  /** Stops the world of processes whose name begins so, and returns the function that lets it go on. */
  freeze(namePrefix: string): () => void;
  removeRedis(): Promise<void>;
  removeDatabase(): Promise<void>;
  close(): Promise<void>;
}

/** The Worker on a PostgreSQL behind PgBouncer, two Redis servers behind the REST protocol and a Sentry, all its own. */
export async function startStack(vars: Readonly<Record<string, string>> = {}): Promise<TestStack> {
  const cloud = await startTestCloud({ vendors: [createSupabase, createUpstash, createSentry] });
  const [database, cache, limiter, sentry] = await Promise.all([createDatabase(cloud), createRedis(cloud, "cache"), createRedis(cloud, "limiter"), createSentryProject(cloud)]);
  const bindings = {
    CACHE_REDIS_URL: cache.url,
    CACHE_REDIS_TOKEN: cache.token,
    LIMITER_REDIS_URL: limiter.url,
    LIMITER_REDIS_TOKEN: limiter.token,
    JWT_SECRET: jwtKeys.current,
    JWT_SECRET_PREVIOUS: jwtKeys.previous,
    SENTRY_DSN: sentry.dsn,
    SENTRY_SAMPLE_RATE: "0",
    ENVIRONMENT: "local",
    CORS_ORIGINS: "https://app.example.com",
    STATEMENT_TIMEOUT_MS: "1000",
    DEBUG_ROUTES: "true",
    // Tests share their processors; the limit itself is tested where Redis hangs.
    REDIS_TIMEOUT_MS: "3000",
    ...vars,
  };
  const workers: TestWorker[] = [];
  const start = async (more: Readonly<Record<string, string>> = {}) => {
    const worker = await startWorker({ databaseUrl: database.workerUrl, vars: { ...bindings, ...more } });
    workers.push(worker);
    return worker;
  };
  const worker = await start();
  return {
    worker,
    admin: database.admin,
    startWorker: start,
    events: sentry.events,
    freeze: (prefix) => freeze(cloud, prefix),
    removeRedis: async () => void (await Promise.all([cache.remove(), limiter.remove()])),
    removeDatabase: async () => {
      await database.admin.end({ timeout: 1 });
      await database.remove();
    },
    close: async () => {
      await Promise.all(workers.map((one) => one.close()));
      await database.admin.end({ timeout: 1 });
      await cloud.close();
    },
  };
}

async function createDatabase(cloud: TestCloud) {
  const supabase = createVendorClient({ vendor: "Supabase", baseUrl: cloud.control.supabase, headers: { authorization: `Bearer ${cloud.tokens.supabase}` } });
  const password = "postgres-password";
  const created = await supabase.request("POST", "/v1/projects", {
    name: "app",
    db_pass: password,
    organization_slug: "seaworthy-local",
    region: "eu-central-1",
  });
  const { ref } = created.body as { ref: string };
  const project = (await supabase.request("GET", `/v1/projects/${ref}`)).body as { database: { host: string } };
  const [pooler] = (await supabase.request("GET", `/v1/projects/${ref}/config/database/pooler`)).body as { db_port: number }[];
  const databaseUrl = `postgres://postgres:${password}@${project.database.host}/postgres`;
  await migrate(databaseUrl);
  const admin = postgres(databaseUrl, { max: 2, onnotice: () => {} });
  await admin`create role app_worker login noinherit password 'app-worker-password'`;
  await admin`grant anon, authenticated, service_role to app_worker`;
  const workerUrl = `postgres://app_worker:app-worker-password@127.0.0.1:${pooler?.db_port}/postgres`;
  return { admin, workerUrl, remove: () => supabase.request("DELETE", `/v1/projects/${ref}`) };
}

/** Applies all migrations, or takes them back, and returns their names. */
export async function migrate(databaseUrl: string, direction: "up" | "down" = "up"): Promise<string[]> {
  const dir = fileURLToPath(new URL("../migrations", import.meta.url));
  const done = await runner({ databaseUrl, dir, direction, count: Number.POSITIVE_INFINITY, migrationsTable: "pgmigrations", log: () => {} });
  return done.map(({ name }) => name);
}

async function createRedis(cloud: TestCloud, name: string) {
  const login = Buffer.from(`${accountEmail}:${cloud.tokens.upstash}`).toString("base64");
  const upstash = createVendorClient({ vendor: "Upstash", baseUrl: cloud.control.upstash, headers: { authorization: `Basic ${login}` } });
  const created = await upstash.request("POST", "/v2/redis/database", { database_name: name, platform: "aws", primary_region: "eu-central-1", tls: false });
  const { database_id: id, endpoint } = created.body as { database_id: string; endpoint: string };
  const rules = ["~*", "&*", "+@all", "-@admin", "-@dangerous"];
  const user = await upstash.request("POST", `/v2/redis/create-acl-user/${id}`, { username: "worker", rules });
  const { rest_token: token } = user.body as { rest_token: string };
  return { url: `http://${endpoint}`, token, remove: () => upstash.request("DELETE", `/v2/redis/database/${id}`) };
}

async function createSentryProject(cloud: TestCloud) {
  const sentry = createVendorClient({ vendor: "Sentry", baseUrl: `${cloud.control.sentry}0`, headers: { authorization: `Bearer ${cloud.tokens.sentry}` } });
  await sentry.request("POST", "/organizations/seaworthy-local/teams/", { name: "Crew", slug: "crew" });
  await sentry.request("POST", "/teams/seaworthy-local/crew/projects/", { name: "app", slug: "app", platform: "node-cloudflare-workers" });
  const key = await sentry.request("POST", "/projects/seaworthy-local/app/keys/", { name: "worker" });
  const { dsn } = key.body as { dsn: { public: string } };
  const events = async () => (await sentry.request("GET", "/projects/seaworthy-local/app/events/?full=true")).body as Record<string, unknown>[];
  return { dsn: dsn.public, events };
}

function freeze(cloud: TestCloud, prefix: string): () => void {
  const frozen = cloud.context.processes.running().filter(({ name }) => name.startsWith(prefix));
  for (const { pid } of frozen) process.kill(pid, "SIGSTOP");
  return () => {
    for (const { pid } of frozen) process.kill(pid, "SIGCONT");
  };
}
