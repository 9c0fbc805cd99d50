import { defined } from "@seaworthy/core/defined";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import type { Client } from "pg";
import type { Values } from "../../kit/values.ts";
import { withDatabase } from "./access.ts";
import {
  ledgerNames,
  type MigrationFile,
  type MigrationSource,
  readMigrations,
} from "./migration-files.ts";
import { withMigrationLock } from "./migration-lock.ts";
import { withStagedMigrations } from "./staged.ts";

/** node-pg-migrate's own default, so that its CLI works on the same database. */
const migrationsTable = "pgmigrations";
const lockWaitMs = 60_000;

export interface MigrationRun {
  readonly direction: "up" | "down";
  /**
   * Selects migrations, given the applied ones under the lock: names as in the ledger. Default: all
   * pending ones.
   */
  readonly select?: (applied: readonly string[]) => readonly string[];
  /** Runs nothing. */
  readonly dryRun?: boolean;
  /** Receives the SQL of each migration. */
  readonly onSql?: (sql: string) => void;
}

/**
 * Applies pending migrations under a lock, all in one transaction, which a migration that calls
 * `noTransaction()` splits. @returns the names of all applied migrations, in order. Throws
 * MIGRATION_FAILED with the file and PostgreSQL's message, MIGRATION_LOCKED.
 */
export function applyMigrations(
  access: Values,
  sources: readonly MigrationSource[],
): Promise<readonly string[]> {
  return withDatabase(access, async (client) => {
    await runMigrations(client, sources, { direction: "up" });
    return (await appliedMigrations(client)) ?? [];
  });
}

/**
 * @returns the names of what this run applied or reverted, in that order. Throws like
 * `applyMigrations`.
 */
export function runMigrations(
  client: Client,
  sources: readonly MigrationSource[],
  run: MigrationRun,
): Promise<readonly string[]> {
  return withMigrationLock(client, lockWaitMs, async () => {
    const before = (await appliedMigrations(client)) ?? [];
    const selected = run.select?.(before);
    if (selected?.length === 0) return [];
    const names = ledgerNames(readMigrations(sources), before);
    const seen = listen(run.onSql);
    try {
      return await withStagedMigrations(names, (folder) =>
        run.direction === "up"
          ? runIn(client, folder, seen.logger, {
              ...run,
              ...(selected === undefined ? {} : { count: selected.length }),
            })
          : runDown(client, folder, seen.logger, {
              ...run,
              // Migrations without a file are left alone.
              names: before
                .filter((name) => names.has(name) && (selected?.includes(name) ?? true))
                .toReversed(),
            }),
      );
    } catch (cause) {
      const after = (await appliedMigrations(client)) ?? [];
      throw failure(names.get(seen.name() ?? ""), cause, differences(before, after));
    }
  });
}

type RunnerLogger = ReturnType<typeof listen>["logger"];

interface RunnerRun {
  readonly direction: "up" | "down";
  readonly count?: number;
  readonly file?: string;
  readonly dryRun?: boolean;
}

async function runIn(
  client: Client,
  folder: string,
  logger: RunnerLogger,
  { direction, count = Number.POSITIVE_INFINITY, file, dryRun = false }: RunnerRun,
): Promise<readonly string[]> {
  const { runner } = await import("node-pg-migrate");
  const done = await runner({
    dbClient: client,
    dir: folder,
    migrationsTable,
    direction,
    count,
    dryRun,
    useGlob: false,
    // A lower number may come later, with a module or with a newer platform.
    checkOrder: false,
    noLock: true,
    singleTransaction: true,
    verbose: true,
    logger,
    ...defined({ file }),
  });
  return done.map(({ name }) => name);
}

/** Sequentially, each by its name. */
async function runDown(
  client: Client,
  folder: string,
  logger: RunnerLogger,
  { names, dryRun = false }: { readonly names: readonly string[]; readonly dryRun?: boolean },
): Promise<readonly string[]> {
  const done: string[] = [];
  for (const file of names)
    done.push(
      ...(await runIn(client, folder, logger, { direction: "down", count: 1, file, dryRun })),
    );
  return done;
}

/** Undefined when no migration was ever applied here. */
export async function appliedMigrations(client: Client): Promise<readonly string[] | undefined> {
  return (await migrationsWithTimes(client))?.map(({ name }) => name);
}

export interface AppliedMigration {
  readonly name: string;
  /** By the database's clock. */
  readonly atMs: number;
}

/** In the order in which they were applied. Undefined when none ever was. */
export async function migrationsWithTimes(
  client: Client,
): Promise<readonly AppliedMigration[] | undefined> {
  const { rows: found } = await client.query<{ there: boolean }>(
    "select to_regclass($1) is not null as there",
    [migrationsTable],
  );
  if (!found[0]?.there) return undefined;
  const { rows } = await client.query<{ name: string; at: string }>(
    `select name, extract(epoch from run_on::timestamptz) * 1000 as at
     from ${client.escapeIdentifier(migrationsTable)} order by run_on, id`,
  );
  return rows.map(({ name, at }) => ({ name, atMs: Number(at) }));
}

/** The runner reports the migration that it is about to run, and its SQL, only in its log. */
function listen(onSql: MigrationRun["onSql"]) {
  let name: string | undefined;
  const note = (text: unknown): void => {
    name = /^### MIGRATION (\S+) \((?:UP|DOWN)\)/.exec(String(text))?.[1] ?? name;
  };
  const debug = (text: unknown): void => onSql?.(String(text).trim());
  return { name: () => name, logger: { info: note, debug, warn: note, error: note } };
}

function differences(before: readonly string[], after: readonly string[]): readonly string[] {
  return [
    ...after.filter((name) => !before.includes(name)),
    ...before.filter((name) => !after.includes(name)),
  ];
}

function failure(
  file: MigrationFile | undefined,
  cause: unknown,
  done: readonly string[],
): SeaworthyError {
  const from = file?.source === undefined ? "" : ` of ${file.source}`;
  const where = file === undefined ? "The migrations" : `Migration ${file.file}${from}`;
  const position =
    typeof cause === "object" && cause !== null && "position" in cause
      ? ` at character ${String(cause.position)}`
      : "";
  // A migration without a transaction commits the previous ones.
  const left =
    done.length === 0
      ? "No migration of this run was applied"
      : `Applied in this run: ${done.join(", ")}`;
  const message = `${where} failed: ${messageOf(cause)}${position}. ${left}. Correct the file and run it again.`;
  return new SeaworthyError("MIGRATION_FAILED", message, { cause });
}
