import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { hasErrno, SeaworthyError } from "@seaworthy/core/errors";

/**
 * Fills a new folder beside `directory` and renames it into place when `fill` has succeeded, so
 * that `directory` is there complete or not at all. Call it under a lock: what a killed run left
 * half filled is cleared away first.
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

/** SQLite's result codes for a file that cannot be made or written; sqlite.org/rescode.html */
const sqliteCodes = [8, 14];

/** What to do about a folder that cannot be written; what was thrown for any other reason. */
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
