import { join } from "node:path";
import type { Hyperdrive } from "@cloudflare/workers-types";
import { createVendorClient } from "@seaworthy/core/http";
import type { TestCloud } from "@seaworthy/local/testing";
import { migrationSources } from "@seaworthy/platform/bundle/migration-sources";
import { type Database, openDatabase } from "@seaworthy/platform/database/database";
import { createLogger } from "@seaworthy/platform/observability/logger";
import { startDeadline } from "@seaworthy/platform/request/deadline";
import { systemClock } from "@seaworthy/platform/runtime/clock";
import { isolate } from "@seaworthy/platform/runtime/isolate";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { runMigrations } from "@seaworthy/plugins/seaworthy/database/migrate";
import type { MigrationSource } from "@seaworthy/plugins/seaworthy/database/migration-files";
import postgres from "postgres";
import { modules } from "../src/modules.ts";

/** A project with all migrations and the Worker's login, as the program creates it. */
export async function createDatabase(cloud: TestCloud) {
  const supabase = createVendorClient({
    vendor: "Supabase",
    baseUrl: cloud.control.supabase,
    headers: { authorization: `Bearer ${cloud.tokens.supabase}` },
  });
  const password = "postgres-password";
  const created = await supabase.request("POST", "/v1/projects", {
    name: "app",
    db_pass: password,
    organization_slug: "seaworthy-local",
    region: "eu-central-1",
  });
  const { ref } = created.body as { ref: string };
  const project = (await supabase.request("GET", `/v1/projects/${ref}`)).body as {
    database: { host: string };
  };
  const [pooler] = (await supabase.request("GET", `/v1/projects/${ref}/config/database/pooler`))
    .body as { db_port: number }[];
  const databaseUrl = `postgres://postgres:${password}@${project.database.host}/postgres`;
  await migrate(databaseUrl);
  const admin = postgres(databaseUrl, { max: 2, onnotice: () => {} });
  await admin`create role app_worker login noinherit password 'app-worker-password'`;
  await admin`grant anon, authenticated, service_role to app_worker`;
  const workerUrl = `postgres://app_worker.${ref}:app-worker-password@127.0.0.1:${pooler?.db_port}/postgres`;
  return {
    databaseUrl,
    admin,
    workerUrl,
    remove: () => supabase.request("DELETE", `/v1/projects/${ref}`),
  };
}

/** The database of one request, outside of a Worker. */
export function openTestDatabase(connectionString: string): Database {
  return openDatabase({
    bindings: {
      HYPERDRIVE: { connectionString } as Hyperdrive,
      STATEMENT_TIMEOUT_MS: 5_000,
      DATABASE_CONNECT_TIMEOUT_MS: 2_000,
    },
    deadline: startDeadline(systemClock, 60_000),
    log: createLogger(() => {}, systemClock),
    metrics: isolate.metrics,
    clock: systemClock,
  });
}

const folder = join(import.meta.dirname, "..");

/** The sources of migrations, as in the program. */
export const sources: readonly MigrationSource[] = [
  ...migrationSources(join(folder, "src/modules.ts"), modules),
  { folder: join(folder, "migrations") },
];

/** Applies or reverts all migrations and returns their names in the ledger. */
export function migrate(
  databaseUrl: string,
  direction: "up" | "down" = "up",
): Promise<readonly string[]> {
  const { host, pathname, username, password } = new URL(databaseUrl);
  const access = {
    host,
    database: pathname.slice(1),
    adminUser: username,
    adminPassword: password,
  };
  return withDatabase(access, (client) => runMigrations(client, sources, { direction }));
}
