import { readdirSync } from "node:fs";
import { parse } from "node:path";

/**
 * `0001_posts.sql`, or `0011_index.ts` for what SQL files cannot say: a migration outside of a
 * transaction.
 */
export const migrationFile = /^\d+_\w+\.(sql|ts)$/;

/** The files of a migrations folder in the order in which they are applied. */
export function migrationFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => migrationFile.test(file))
    .sort();
}

/** As the database remembers it: without its ending. */
export function migrationName(file: string): string {
  return parse(file).name;
}

/** 10 of `0010_force_row_level_security`. */
export function migrationNumber(name: string): number {
  return Number.parseInt(name, 10);
}
