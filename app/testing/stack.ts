import { createVendorClient } from "@seaworthy/core/http";
import { createSentry } from "@seaworthy/local/sentry/api/index";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { createUpstash } from "@seaworthy/local/upstash/api/index";
import type { Database } from "@seaworthy/platform/database/database";
import type { RedisAccess } from "@seaworthy/platform/redis/redis";
import { createRedis } from "@seaworthy/platform/testing/redis";
import type postgres from "postgres";
import { createDatabase, openTestDatabase } from "./database.ts";
import { startWorker, type TestWorker } from "./worker.ts";

export const jwtKeys = {
  current: "current-key-of-at-least-32-characters",
  previous: "previous-key-of-at-least-32-characters",
};

export const webhookSecrets = {
  vapi: "vapi-webhook-secret-of-at-least-32-characters",
  twilio: "0123456789abcdef0123456789abcdef",
  stripe: "whsec_stripe-secret-of-at-least-32-characters",
};

export const operatorToken = "operator-token-of-at-least-32-characters";

export interface TestStack {
  readonly worker: TestWorker;
  /** The database as `postgres`, bypassing the pooler. */
  readonly admin: postgres.Sql;
  /** Another workerd with the same bindings, except those given. */
  startWorker(
    vars?: Readonly<Record<string, string>>,
    databaseUrl?: string,
    entry?: string,
    table?: string,
  ): Promise<TestWorker>;
  /**
   * The services' addresses, for proxies in front of them. The database's is the Worker's, through
   * the pooler.
   */
  readonly addresses: Readonly<Record<"database" | "cache" | "limiter" | "sentry", URL>>;
  /** The values of all secret bindings. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The limiter's Redis, as the Worker reaches it. */
  readonly limiter: RedisAccess;
  /** A database as in a request, through the pooler; the caller closes it. */
  openDatabase(): Database;
  readonly sentryDsn: string;
  /** Errors received by the Sentry project, newest first. */
  events(): Promise<Record<string, unknown>[]>;
  /** Kills the processes whose name has that prefix, as a crash would; they are restarted. */
  crash(namePrefix: string): void;
  /** Stops the processes whose name has that prefix; returns the function that resumes them. */
  freeze(namePrefix: string): () => void;
  removeRedis(): Promise<void>;
  removeDatabase(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The Worker with its own PostgreSQL behind PgBouncer, two Redis servers behind the REST protocol
 * and a Sentry; `ownTable` replaces the app's modules. The Workers' Durable Objects are stored in
 * the folder `durableObjects`; by default they end with each Worker.
 */
export async function startStack(
  vars: Readonly<Record<string, string>> = {},
  ownTable?: string,
  durableObjects?: string,
): Promise<TestStack> {
  const cloud = await startTestCloud({ vendors: [createSupabase, createUpstash, createSentry] });
  const [database, cache, limiter, sentry] = await Promise.all([
    createDatabase(cloud),
    createRedis(cloud, "cache"),
    createRedis(cloud, "limiter"),
    createSentryProject(cloud),
  ]);
  const bindings = {
    CACHE_REDIS_URL: cache.url,
    CACHE_REDIS_TOKEN: cache.token,
    LIMITER_REDIS_URL: limiter.url,
    LIMITER_REDIS_TOKEN: limiter.token,
    JWT_SECRET: jwtKeys.current,
    JWT_SECRET_PREVIOUS: jwtKeys.previous,
    API_KEY_PEPPER: "pepper-of-at-least-32-characters-here",
    WEBHOOK_SECRET: "webhook-secret-of-at-least-32-characters",
    UNSUBSCRIBE_KEY: "unsubscribe-key-of-at-least-32-characters",
    OPERATOR_TOKEN: operatorToken,
    WEBHOOK_ENDPOINT_KEY: "webhook-endpoint-key-of-at-least-32-characters",
    PUBLIC_URL: "http://localhost",
    CONFIGURATION: JSON.stringify({ outreach: { webhooks: { loopback: true } } }),
    VAPI_WEBHOOK_SECRET: webhookSecrets.vapi,
    TWILIO_AUTH_TOKEN: webhookSecrets.twilio,
    STRIPE_WEBHOOK_SECRET: webhookSecrets.stripe,
    SENTRY_DSN: sentry.dsn,
    SENTRY_SAMPLE_RATE: "0",
    ENVIRONMENT: "local",
    CORS_ORIGINS: "https://app.example.com",
    STATEMENT_TIMEOUT_MS: "1000",
    DEBUG_ROUTES: "true",
    // Tests of rejections send from these addresses.
    ALLOWED_ADDRESSES: "127.0.0.0/8,::1",
    // Tests share the processors; the timeout itself is tested with a hanging Redis.
    REDIS_TIMEOUT_MS: "3000",
    ...vars,
  };
  const workers: TestWorker[] = [];
  const start = async (
    more: Readonly<Record<string, string>> = {},
    databaseUrl = database.workerUrl,
    entry?: string,
    table = ownTable,
  ) => {
    const worker = await startWorker({
      databaseUrl,
      vars: { ...bindings, ...more },
      ...(entry ? { entry } : {}),
      ...(table ? { table } : {}),
      ...(durableObjects ? { durableObjects } : {}),
    });
    workers.push(worker);
    return worker;
  };
  const worker = await start();
  return {
    worker,
    admin: database.admin,
    startWorker: start,
    addresses: {
      database: new URL(database.workerUrl),
      cache: new URL(cache.url),
      limiter: new URL(limiter.url),
      sentry: new URL(sentry.dsn),
    },
    secrets: secretsAmong({ ...bindings, DATABASE_PASSWORD: new URL(database.workerUrl).password }),
    limiter: { url: limiter.url, token: limiter.token, timeoutMs: 3_000 },
    openDatabase: () => openTestDatabase(database.workerUrl),
    sentryDsn: sentry.dsn,
    events: sentry.events,
    crash: (prefix) => {
      for (const { pid } of processesOf(cloud, prefix)) process.kill(pid, "SIGKILL");
    },
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

function secretsAmong(bindings: Readonly<Record<string, string>>): Record<string, string> {
  const isSecret = (name: string) => /_TOKEN|_SECRET|_KEY|_PEPPER|PASSWORD|DSN/.test(name);
  return Object.fromEntries(Object.entries(bindings).filter(([name]) => isSecret(name)));
}

async function createSentryProject(cloud: TestCloud) {
  const sentry = createVendorClient({
    vendor: "Sentry",
    baseUrl: `${cloud.control.sentry}0`,
    headers: { authorization: `Bearer ${cloud.tokens.sentry}` },
  });
  await sentry.request("POST", "/organizations/seaworthy-local/teams/", {
    name: "Crew",
    slug: "crew",
  });
  await sentry.request("POST", "/teams/seaworthy-local/crew/projects/", {
    name: "app",
    slug: "app",
    platform: "node-cloudflare-workers",
  });
  const key = await sentry.request("POST", "/projects/seaworthy-local/app/keys/", {
    name: "worker",
  });
  const { dsn } = key.body as { dsn: { public: string } };
  const events = async () =>
    (await sentry.request("GET", "/projects/seaworthy-local/app/events/?full=true")).body as Record<
      string,
      unknown
    >[];
  return { dsn: dsn.public, events };
}

function freeze(cloud: TestCloud, prefix: string): () => void {
  const frozen = processesOf(cloud, prefix);
  for (const { pid } of frozen) process.kill(pid, "SIGSTOP");
  return () => {
    for (const { pid } of frozen) process.kill(pid, "SIGCONT");
  };
}

function processesOf(cloud: TestCloud, prefix: string) {
  return cloud.context.processes.running().filter(({ name }) => name.startsWith(prefix));
}
