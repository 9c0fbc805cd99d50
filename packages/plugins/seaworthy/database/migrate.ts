import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import type { Client } from "pg";
import type { Values } from "../../kit/values.ts";
import { withDatabase } from "./access.ts";
import { migrationFile, migrationFiles, migrationName } from "./migration-files.ts";
import { withMigrationLock } from "./migration-lock.ts";

/** node-pg-migrate's own default, so that its command line works on the same database. */
const migrationsTable = "pgmigrations";
const lockWaitMs = 60_000;

export interface MigrationRun {
  readonly direction: "up" | "down";
  /** How many, by what is applied once nobody else can change it. Default all of what is left. */
  readonly count?: (applied: readonly string[]) => number;
  /** Runs nothing. */
  readonly dryRun?: boolean;
  /** Gets the SQL of each migration. */
  readonly onSql?: (sql: string) => void;
}

/**
 * Applies what is not applied yet, while no other run can: all of it in one transaction, which a
 * migration that says `noTransaction()` divides. @returns the names of all applied migrations, in
 * order. Throws MIGRATION_FAILED with the file and PostgreSQL's words, MIGRATION_LOCKED.
 */
export function applyMigrations(access: Values, folder: string): Promise<readonly string[]> {
  return withDatabase(access, async (client) => {
    await runMigrations(client, folder, { direction: "up" });
    return (await appliedMigrations(client)) ?? [];
  });
}

/**
 * @returns the names of what this run applied or took back, in that order. Throws as
 * `applyMigrations`.
 */
export function runMigrations(
  client: Client,
  folder: string,
  run: MigrationRun,
): Promise<readonly string[]> {
  return withMigrationLock(client, lockWaitMs, async () => {
    const before = (await appliedMigrations(client)) ?? [];
    const count = run.count?.(before) ?? Number.POSITIVE_INFINITY;
    if (count === 0) return [];
    const { runner } = await import("node-pg-migrate");
    const seen = listen(run.onSql);
    try {
      const done = await runner({
        dbClient: client,
        dir: folder,
        migrationsTable,
        direction: run.direction,
        count,
        dryRun: run.dryRun ?? false,
        useGlob: false,
        ignorePattern: `(?!${migrationFile.source.replace(/^\^/, "")}).*`,
        noLock: true,
        singleTransaction: true,
        verbose: true,
        logger: seen.logger,
      });
      return done.map(({ name }) => name);
    } catch (cause) {
      const after = (await appliedMigrations(client)) ?? [];
      throw failure(fileOf(folder, seen.name()), cause, differences(before, after));
    }
  });
}

/** Undefined when no migration was ever applied here. */
export async function appliedMigrations(client: Client): Promise<readonly string[] | undefined> {
  const { rows: found } = await client.query<{ there: boolean }>(
    "select to_regclass($1) is not null as there",
    [migrationsTable],
  );
  if (!found[0]?.there) return undefined;
  const { rows } = await client.query<{ name: string }>(
    `select name from ${client.escapeIdentifier(migrationsTable)} order by run_on, id`,
  );
  return rows.map(({ name }) => name);
}

/** The runner tells of the migration that it is about to run, and of its SQL, in its log only. */
function listen(onSql: MigrationRun["onSql"]) {
  let name: string | undefined;
  const note = (text: unknown): void => {
    name = /^### MIGRATION (\S+) \((?:UP|DOWN)\)/.exec(String(text))?.[1] ?? name;
  };
  const debug = (text: unknown): void => onSql?.(String(text).trim());
  return { name: () => name, logger: { info: note, debug, warn: note, error: note } };
}

function fileOf(folder: string, name: string | undefined): string | undefined {
  return migrationFiles(folder).find((file) => migrationName(file) === name);
}

function differences(before: readonly string[], after: readonly string[]): readonly string[] {
  return [
    ...after.filter((name) => !before.includes(name)),
    ...before.filter((name) => !after.includes(name)),
  ];
}

function failure(
  file: string | undefined,
  cause: unknown,
  done: readonly string[],
): SeaworthyError {
  const where = file === undefined ? "The migrations" : `Migration ${file}`;
  const position =
    typeof cause === "object" && cause !== null && "position" in cause
      ? ` at character ${String(cause.position)}`
      : "";
  // A migration without a transaction ends the one before it.
  const left =
    done.length === 0
      ? "Nothing of this run was applied"
      : `Of this run these stay: ${done.join(", ")}`;
  const message = `${where} failed: ${messageOf(cause)}${position}. ${left}; correct the file and run it again.`;
  return new SeaworthyError("MIGRATION_FAILED", message, { cause });
}
