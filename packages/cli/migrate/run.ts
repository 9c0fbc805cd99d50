import { SeaworthyError } from "@seaworthy/core/errors";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { appliedMigrations, runMigrations } from "@seaworthy/plugins/seaworthy/database/migrate";
import {
  migrationFiles,
  migrationName,
  migrationNumber,
} from "@seaworthy/plugins/seaworthy/database/migration-files";
import type { MigratedDatabase } from "./databases.ts";

export interface MigrationState {
  readonly name: string;
  /** `lost`: applied, and its file is gone. */
  readonly state: "applied" | "pending" | "lost";
}

/** Every migration that the folder or the database knows, in order. */
export function migrationStates({
  access,
  folder,
}: MigratedDatabase): Promise<readonly MigrationState[]> {
  return withDatabase(access, async (client) =>
    states(folder, (await appliedMigrations(client)) ?? []),
  );
}

export interface Step {
  readonly direction: "up" | "down";
  /** Up: the last to apply, default all. Down: the last to keep. */
  readonly version?: number;
  readonly dryRun: boolean;
}

export interface StepResult {
  /** Applied or taken back; with `dryRun` what would be. */
  readonly done: readonly string[];
  /** Of a dry run, one text a migration. */
  readonly sql: readonly string[];
}

/** Migrates one database, under its lock. Throws MIGRATION_FAILED, MIGRATION_LOCKED, USAGE. */
export function migrateDatabase(
  { access, folder }: MigratedDatabase,
  { direction, version, dryRun }: Step,
): Promise<StepResult> {
  return withDatabase(access, async (client) => {
    const sql: string[] = [];
    const onSql = (text: string) => void sql.push(text);
    const count = (applied: readonly string[]) => {
      const known = states(folder, applied);
      requireVersion(known, version);
      return known.filter(({ name, state }) =>
        direction === "up" ? isDue(name, state, version) : isBeyond(name, state, version),
      ).length;
    };
    const done = await runMigrations(client, folder, { direction, count, dryRun, onSql });
    return { done, sql: dryRun ? sql : [] };
  });
}

function states(folder: string, applied: readonly string[]): MigrationState[] {
  const files = migrationFiles(folder).map(migrationName);
  const lost = applied
    .filter((name) => !files.includes(name))
    .map((name) => ({ name, state: "lost" as const }));
  const known = files.map((name) => ({
    name,
    state: applied.includes(name) ? ("applied" as const) : ("pending" as const),
  }));
  return [...known, ...lost].sort((a, b) => a.name.localeCompare(b.name, "en"));
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
    `There is no migration ${version}. Give the number of one of: ${known.map(({ name }) => name).join(", ")}.`,
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
  return state !== "pending" && migrationNumber(name) > kept;
}
