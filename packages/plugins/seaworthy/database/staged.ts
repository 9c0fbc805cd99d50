import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import type { MigrationFile } from "./migration-files.ts";

/**
 * Runs the work with a folder that contains the migrations under their ledger names:
 * node-pg-migrate accepts a single folder and records its file names.
 */
export async function withStagedMigrations<T>(
  names: ReadonlyMap<string, MigrationFile>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "sea-migrations-"));
  try {
    for (const [name, { path, file }] of names)
      symlinkSync(resolve(path), join(folder, `${name}${extname(file)}`));
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
