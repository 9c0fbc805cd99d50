import { defined } from "@seaworthy/core/defined";
import { findProject } from "@seaworthy/core/project";
import { tableOfBindings } from "@seaworthy/platform/bindings/binding-table";
import { readModuleTable } from "@seaworthy/platform/bundle/entry";
import type { Database } from "@seaworthy/platform/database/database";
import type { RedisAccess } from "@seaworthy/platform/redis/redis";
import type postgres from "postgres";
import { openTestDatabase } from "./database.ts";
import { secretForTests } from "./secrets.ts";
import { freeze, processesOf, startTestServices } from "./services.ts";
import { startWorker, type TestWorker } from "./worker.ts";

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

export interface TestStackOptions {
  /** The Worker's role in the database. */
  readonly workerRole: string;
  /** Bindings in place of the usual ones, and more of them. */
  readonly bindings?: Readonly<Record<string, string>>;
  /** A table of modules that replaces the app's, relative to the app's folder. */
  readonly table?: string;
  /** Folder in which Durable Objects outlive the Workers. Default: they end with each. */
  readonly durableObjects?: string;
}

/** The Worker on real services of its own: database, pooler, two Redis servers and a Sentry. */
export async function startTestStack(options: TestStackOptions): Promise<TestStack> {
  const { cloud, database, cache, limiter, sentry } = await startTestServices(options.workerRole);
  const bindings = {
    ...(await madeSecrets()),
    CACHE_REDIS_URL: cache.url,
    CACHE_REDIS_TOKEN: cache.token,
    LIMITER_REDIS_URL: limiter.url,
    LIMITER_REDIS_TOKEN: limiter.token,
    SENTRY_DSN: sentry.dsn,
    ...usual,
    ...options.bindings,
  };
  const workers = workersWith(bindings, database.workerUrl, options);
  const worker = await workers.start();
  return {
    worker,
    admin: database.admin,
    startWorker: workers.start,
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
      await workers.close();
      await database.admin.end({ timeout: 1 });
      await cloud.close();
    },
  };
}

function workersWith(
  bindings: Readonly<Record<string, string>>,
  ownDatabase: string,
  { table: ownTable, durableObjects }: TestStackOptions,
) {
  const workers: TestWorker[] = [];
  const start: TestStack["startWorker"] = async (
    more = {},
    databaseUrl = ownDatabase,
    entry = undefined,
    table = ownTable,
  ) => {
    const worker = await startWorker({
      databaseUrl,
      vars: { ...bindings, ...more },
      ...defined({ entry, table, durableObjects }),
    });
    workers.push(worker);
    return worker;
  };
  const close = () => Promise.all(workers.map((one) => one.close()));
  return { start, close };
}

const usual = {
  PUBLIC_URL: "http://localhost",
  SENTRY_SAMPLE_RATE: "0",
  ENVIRONMENT: "local",
  CORS_ORIGINS: "https://app.example.com",
  STATEMENT_TIMEOUT_MS: "1000",
  DEBUG_ROUTES: "true",
  // Tests of what is blocked come from these addresses.
  ALLOWED_ADDRESSES: "127.0.0.0/8,::1",
  // Tests share their processors; the limit itself is tested where Redis hangs.
  REDIS_TIMEOUT_MS: "3000",
};

/** A value for each secret that the app needs or its modules declare. */
async function madeSecrets(): Promise<Record<string, string>> {
  const { modules } = await readModuleTable(findProject().tables.modules);
  const needed = tableOfBindings(modules)
    .filter(({ kind, needed }) => kind === "secret_text" && needed !== "no")
    .map(({ name }) => name);
  const declared = modules.flatMap(({ secrets = {} }) => Object.keys(secrets));
  return Object.fromEntries([...needed, ...declared].map((name) => [name, secretForTests(name)]));
}

function secretsAmong(bindings: Readonly<Record<string, string>>): Record<string, string> {
  const isSecret = (name: string) => /_TOKEN|_SECRET|_KEY|_PEPPER|PASSWORD|DSN/.test(name);
  return Object.fromEntries(Object.entries(bindings).filter(([name]) => isSecret(name)));
}
