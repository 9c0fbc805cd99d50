import { lstatSync, mkdirSync } from "node:fs";
import { hasErrno, SeaworthyError } from "@seaworthy/core/errors";

/**
 * Creates a folder with a guessable name in a world-writable place. An existing one is accepted
 * only if it belongs to one of `owners` and no other user can access it: whoever created another
 * one, or a link, would control where data goes and whose files change.
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
