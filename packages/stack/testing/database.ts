import type { Hyperdrive } from "@cloudflare/workers-types";
import { findProject } from "@seaworthy/core/project";
import type { TestCloud } from "@seaworthy/local/testing";
import { readModuleTable } from "@seaworthy/platform/bundle/entry";
import { migrationSources } from "@seaworthy/platform/bundle/migration-sources";
import { type Database, openDatabase } from "@seaworthy/platform/database/database";
import { createLogger } from "@seaworthy/platform/observability/logger";
import { startDeadline } from "@seaworthy/platform/request/deadline";
import { systemClock } from "@seaworthy/platform/runtime/clock";
import { isolate } from "@seaworthy/platform/runtime/isolate";
import { createProject } from "@seaworthy/platform/testing/project";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { runMigrations } from "@seaworthy/plugins/seaworthy/database/migrate";
import type { MigrationSource } from "@seaworthy/plugins/seaworthy/database/migration-files";

/** A project with all migrations and the Worker's login, as the program creates it. */
export const createDatabase = (cloud: TestCloud, workerRole: string) =>
  createProject(cloud, workerRole, migrate);

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
