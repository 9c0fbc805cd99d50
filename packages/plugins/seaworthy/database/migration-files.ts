import { readdirSync } from "node:fs";
import { join, parse } from "node:path";

/**
 * `0001_posts.sql`, or `0011_index.ts` for what SQL files cannot express: a migration outside a
 * transaction.
 */
export const migrationFile = /^\d+_\w+\.(sql|ts)$/;

/** A source of migrations: the platform, a module, or the stack itself. */
export interface MigrationSource {
  /** Added to the migration's name in the ledger. The stack's own has none. */
  readonly name?: string;
  readonly folder: string;
}

export interface MigrationFile {
  readonly source: string | undefined;
  /** `0001_posts` */
  readonly name: string;
  readonly file: string;
  readonly path: string;
}

/** The migrations of all sources in the order of application: by number, across sources. */
export function readMigrations(sources: readonly MigrationSource[]): MigrationFile[] {
  const files = sources.flatMap(({ name: source, folder }) =>
    readdirSync(folder)
      .filter((file) => migrationFile.test(file))
      .map((file) => ({ source, name: migrationName(file), file, path: join(folder, file) })),
  );
  return files.sort(
    (a, b) => migrationNumber(a.name) - migrationNumber(b.name) || compare(a.name, b.name) || 0,
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Its file name without the extension. */
export function migrationName(file: string): string {
  return parse(file).name;
}

/** 10 of `0010_force_row_level_security`. */
export function migrationNumber(name: string): number {
  return Number.parseInt(name, 10);
}

/**
 * Their names in the database's ledger: name and source. One that ran before sources existed is
 * recorded by its name alone.
 */
export function ledgerNames(
  files: readonly MigrationFile[],
  applied: readonly string[],
): ReadonlyMap<string, MigrationFile> {
  const own = new Set(files.filter(({ source }) => source === undefined).map(({ name }) => name));
  const nameOf = ({ source, name }: MigrationFile) => {
    if (source === undefined) return name;
    const full = `${name}@${source}`;
    const ranWithoutSource = applied.includes(name) && !own.has(name) && !applied.includes(full);
    return ranWithoutSource ? name : full;
  };
  return new Map(files.map((file) => [nameOf(file), file]));
}
