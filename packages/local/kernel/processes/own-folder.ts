import { lstatSync, mkdirSync } from "node:fs";
import { hasErrno, SeaworthyError } from "@seaworthy/core/errors";

/**
 * Makes a folder in a place where every user may write, under a name that others can guess. One
 * that already exists is taken only when it belongs to one of `owners` and is closed to everybody
 * else: anyone who made another one, or a link, would decide where data goes and whose files
 * change.
 */
export function makeOwnFolder(path: string, owners: readonly number[]): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    if (!hasErrno(cause, "EEXIST")) throw cause;
  }
  if (isOwnFolder(path, owners)) return;
  throw new SeaworthyError(
    "PERMISSION_DENIED",
    `${path} was created by another user, or other users can read it. Inspect it, delete it, and run the command again. It was left unchanged.`,
  );
}

export function isOwnFolder(path: string, owners: readonly number[]): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && owners.includes(stats.uid) && (stats.mode & 0o077) === 0;
}
