import { SeaworthyError } from "@seaworthy/core/errors";
import { databasesOf, type MigratedDatabase } from "../../migrate/databases.ts";
import { migrateDatabase, migrationStates, type Step } from "../../migrate/run.ts";
import { findStack } from "../../project.ts";
import { type Approval, approveDown, refuseInProduction } from "./approve.ts";

export interface MigrateOptions extends Approval {
  readonly dryRun?: boolean;
  readonly database?: string;
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
  for (const database of databases) {
    for (const line of await act(database)) process.stdout.write(`${line}\n`);
  }
}

interface Action {
  readonly act: (database: MigratedDatabase) => Promise<string[]>;
  /** The change to the database, if any. */
  readonly step?: Step;
}

function actionOf(direction: string, version: number | undefined, dryRun: boolean): Action {
  if (direction === "status") return { act: statusLines };
  if (direction !== "up" && direction !== "down") {
    throw new SeaworthyError("USAGE", `The direction is up, down or status, not ${direction}.`);
  }
  if (direction === "down" && version === undefined) {
    throw new SeaworthyError(
      "USAGE",
      'Name the last migration to keep: "down 0010", or "down 0" to revert all.',
    );
  }
  const step: Step = { direction, dryRun, ...(version === undefined ? {} : { version }) };
  return { act: (database) => stepLines(database, step), step };
}

async function statusLines(database: MigratedDatabase): Promise<string[]> {
  const states = await migrationStates(database);
  return states.map(({ name, state }) => `${database.name}  ${state.padEnd(7)}  ${name}`);
}

async function stepLines(database: MigratedDatabase, step: Step): Promise<string[]> {
  const { done, sql } = await migrateDatabase(database, step);
  if (done.length === 0) return [`${database.name}  is up to date`];
  if (step.dryRun)
    return sql.map(
      (text, index) => `-- ${database.name}  ${step.direction}  ${done[index] ?? ""}\n${text}\n`,
    );
  return done.map(
    (name) => `${database.name}  ${step.direction === "up" ? "applied" : "reverted"}  ${name}`,
  );
}

function parseVersion(text: string): number {
  if (/^\d+(_\w+)?$/.test(text)) return Number.parseInt(text, 10);
  throw new SeaworthyError(
    "USAGE",
    `A version is a migration's number, such as 0010, not ${text}.`,
  );
}
