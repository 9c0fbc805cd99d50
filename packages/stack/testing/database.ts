import type { Hyperdrive } from "@cloudflare/workers-types";
import { createVendorClient } from "@seaworthy/core/http";
import { findProject } from "@seaworthy/core/project";
import type { TestCloud } from "@seaworthy/local/testing";
import { readModuleTable } from "@seaworthy/platform/bundle/entry";
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

/** A project with all migrations and the Worker's login, as the program creates it. */
export async function createDatabase(cloud: TestCloud, workerRole: string) {
  const supabase = createVendorClient({
    vendor: "Supabase",
    baseUrl: cloud.control.supabase,
    headers: { authorization: `Bearer ${cloud.tokens.supabase}` },
  });
  const [password, workerPassword] = ["postgres-password", "worker-password"];
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
  await admin.unsafe(`create role ${workerRole} login noinherit password '${workerPassword}'`);
  await admin.unsafe(`grant anon, authenticated, service_role to ${workerRole}`);
  const workerUrl = `postgres://${workerRole}.${ref}:${workerPassword}@127.0.0.1:${pooler?.db_port}/postgres`;
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

/** The sources of migrations, as in the program. */
export async function sourcesOfMigrations(): Promise<readonly MigrationSource[]> {
  const { tables } = findProject();
  const { modules } = await readModuleTable(tables.modules);
  return [...migrationSources(tables.modules, modules), { folder: tables.migrations }];
}

/** Applies or reverts all migrations and returns their names in the ledger. */
export async function migrate(
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
  const sources = await sourcesOfMigrations();
  return withDatabase(access, (client) => runMigrations(client, sources, { direction }));
}
