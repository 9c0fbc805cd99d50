import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { hasErrno, SeaworthyError } from "@seaworthy/core/errors";

/**
 * Fills a new folder next to `directory` and renames it into place once `fill` has succeeded, so
 * that `directory` is either complete or absent. Call it under a lock: it first deletes what a
 * killed run left incomplete.
 */
export async function publishDirectory(
  directory: string,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  const prefix = `${basename(directory)}.part-`;
  try {
    mkdirSync(dirname(directory), { recursive: true });
    clear(dirname(directory), prefix);
    const folder = mkdtempSync(join(dirname(directory), prefix));
    try {
      await fill(folder);
      rmSync(directory, { recursive: true, force: true });
      renameSync(folder, directory);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (thrown) {
    throw writeFailure(thrown, dirname(directory));
  }
}

function clear(parent: string, prefix: string): void {
  for (const name of readdirSync(parent).filter((name) => name.startsWith(prefix)))
    rmSync(join(parent, name), { recursive: true, force: true });
}

/** SQLite's result codes for a file that cannot be created or written; sqlite.org/rescode.html */
const sqliteCodes = [8, 14];

/**
 * The error with what to do about a folder that cannot be written; any other error is returned
 * unchanged.
 */
export function writeFailure(
  thrown: unknown,
  folder: string,
  whileMaking: readonly string[] = [],
): unknown {
  if (hasErrno(thrown, "ENOSPC", "EDQUOT"))
    return new SeaworthyError(
      "DISK_FULL",
      `The disk of ${folder} is full. Free some space, or set XDG_CACHE_HOME to a folder on another disk.`,
      { cause: thrown },
    );
  const isSqlite =
    thrown instanceof Error && "errcode" in thrown && sqliteCodes.includes(Number(thrown.errcode));
  if (isSqlite || hasErrno(thrown, "EACCES", "EPERM", "EROFS", ...whileMaking))
    return new SeaworthyError(
      "PERMISSION_DENIED",
      `${folder} is not writable. Set XDG_CACHE_HOME to a writable folder.`,
      { cause: thrown },
    );
  return thrown;
}
