import { SeaworthyError } from "@seaworthy/core/errors";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { appliedMigrations, runMigrations } from "@seaworthy/plugins/seaworthy/database/migrate";
import {
  ledgerNames,
  type MigrationSource,
  migrationNumber,
  readMigrations,
} from "@seaworthy/plugins/seaworthy/database/migration-files";
import type { MigratedDatabase } from "./databases.ts";

export interface MigrationState {
  /** As in the ledger: `0001_posts`, or `0001_posts@feed` from another source. */
  readonly name: string;
  /** `orphaned`: applied, but its file is missing, for example after removing a module. */
  readonly state: "applied" | "pending" | "orphaned";
}

/** Every migration in the folder or the database, in order. */
export function migrationStates({
  access,
  sources,
}: MigratedDatabase): Promise<readonly MigrationState[]> {
  return withDatabase(access, async (client) =>
    states(sources, (await appliedMigrations(client)) ?? []),
  );
}

export interface Step {
  readonly direction: "up" | "down";
  /** Up: the last to apply, default all. Down: the last to keep. */
  readonly version?: number;
  readonly dryRun: boolean;
}

export interface StepResult {
  /** Applied or reverted; with `dryRun` what would be. */
  readonly done: readonly string[];
  /** In a dry run, the SQL of each migration. */
  readonly sql: readonly string[];
}

/** Migrates one database, under its lock. Throws MIGRATION_FAILED, MIGRATION_LOCKED, USAGE. */
export function migrateDatabase(
  { access, sources }: MigratedDatabase,
  { direction, version, dryRun }: Step,
): Promise<StepResult> {
  return withDatabase(access, async (client) => {
    const sql: string[] = [];
    const onSql = (text: string) => void sql.push(text);
    const select = (applied: readonly string[]) => {
      const known = states(sources, applied);
      requireVersion(known, version);
      return known
        .filter(({ name, state }) =>
          direction === "up" ? isDue(name, state, version) : isBeyond(name, state, version),
        )
        .map(({ name }) => name);
    };
    const done = await runMigrations(client, sources, { direction, select, dryRun, onSql });
    return { done, sql: dryRun ? sql : [] };
  });
}

function states(sources: readonly MigrationSource[], applied: readonly string[]): MigrationState[] {
  const names = ledgerNames(readMigrations(sources), applied);
  const orphaned = applied
    .filter((name) => !names.has(name))
    .map((name) => ({ name, state: "orphaned" as const }));
  const known = [...names.keys()].map((name) => ({
    name,
    state: applied.includes(name) ? ("applied" as const) : ("pending" as const),
  }));
  return [...known, ...orphaned].sort((a, b) => a.name.localeCompare(b.name, "en"));
}

function requireVersion(known: readonly MigrationState[], version: number | undefined): void {
  if (
    version === undefined ||
    version === 0 ||
    known.some(({ name }) => migrationNumber(name) === version)
  )
    return;
  throw new SeaworthyError(
    "USAGE",
    `Migration ${version} not found. Migrations: ${known.map(({ name }) => name).join(", ")}.`,
  );
}

function isDue(name: string, state: MigrationState["state"], last: number | undefined): boolean {
  return state === "pending" && (last === undefined || migrationNumber(name) <= last);
}

function isBeyond(
  name: string,
  state: MigrationState["state"],
  kept = Number.POSITIVE_INFINITY,
): boolean {
  return state === "applied" && migrationNumber(name) > kept;
}
