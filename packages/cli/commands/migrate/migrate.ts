import { defined } from "@seaworthy/core/defined";
import { SeaworthyError } from "@seaworthy/core/errors";
import { databasesOf, type MigratedDatabase } from "../../migrate/databases.ts";
import {
  type MigrationState,
  migrateDatabase,
  migrationStates,
  type Step,
} from "../../migrate/run.ts";
import { findStack } from "../../project.ts";
import { type Approval, approveDown, refuseInProduction } from "./approve.ts";
import { type DatabaseResult, resultLines } from "./results.ts";

export interface MigrateOptions extends Approval {
  readonly dryRun?: boolean;
  readonly database?: string;
  readonly json?: boolean;
}

/**
 * Migrates the databases of a stack in sequence and stops at the first failure; earlier ones stay
 * migrated.
 */
export async function migrate(
  stackName: string,
  direction: string,
  versionText: string | undefined,
  options: MigrateOptions,
): Promise<void> {
  const stack = findStack(stackName);
  const version = versionText === undefined ? undefined : parseVersion(versionText);
  const { act, step } = actionOf(direction, version, options.dryRun ?? false);
  const takesBack = step?.direction === "down" && !step.dryRun;
  if (takesBack) refuseInProduction(stack, options);
  const databases = await databasesOf(stack, options.database);
  if (takesBack) await approveDown(stack, databases, step, options);
  await printEach(databases, act, options);
}

/** As JSON, the databases before a failing one are listed too: they stay migrated. */
export async function printEach(
  databases: readonly MigratedDatabase[],
  act: Action["act"],
  { json = false }: MigrateOptions,
): Promise<void> {
  const results: DatabaseResult[] = [];
  try {
    for (const database of databases) {
      const result = await act(database);
      results.push(result);
      if (!json) process.stdout.write(resultLines(result));
    }
  } finally {
    if (json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  }
}

interface Action {
  readonly act: (database: MigratedDatabase) => Promise<DatabaseResult>;
  /** The change to the database, if any. */
  readonly step?: Step;
}

function actionOf(direction: string, version: number | undefined, dryRun: boolean): Action {
  if (direction === "status") return { act: statusOf };
  if (direction !== "up" && direction !== "down") {
    throw new SeaworthyError("USAGE", `The direction is up, down or status, not ${direction}.`);
  }
  if (direction === "down" && version === undefined) {
    throw new SeaworthyError(
      "USAGE",
      'Name the last migration to keep: "down 0010", or "down 0" to revert all.',
    );
  }
  const step: Step = { direction, dryRun, ...defined({ version }) };
  return { act: (database) => takeStep(database, step), step };
}

async function statusOf(database: MigratedDatabase): Promise<DatabaseResult> {
  const migrations = await migrationStates(database);
  return { database: database.name, direction: "status", dryRun: false, migrations };
}

async function takeStep(database: MigratedDatabase, step: Step): Promise<DatabaseResult> {
  const { direction, dryRun } = step;
  const { done, sql } = await migrateDatabase(database, step);
  const state: MigrationState["state"] = (direction === "up") === dryRun ? "pending" : "applied";
  const migrations = done.map((name, index) => ({
    name,
    state,
    ...(dryRun ? { sql: sql[index] ?? "" } : {}),
  }));
  return { database: database.name, direction, dryRun, migrations };
}

function parseVersion(text: string): number {
  if (/^\d+(_\w+)?$/.test(text)) return Number.parseInt(text, 10);
  throw new SeaworthyError(
    "USAGE",
    `A version is a migration's number, such as 0010, not ${text}.`,
  );
}
