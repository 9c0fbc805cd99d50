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
    throw explained(thrown, directory);
  }
}

function clear(parent: string, prefix: string): void {
  for (const name of readdirSync(parent).filter((name) => name.startsWith(prefix)))
    rmSync(join(parent, name), { recursive: true, force: true });
}

function explained(thrown: unknown, directory: string): unknown {
  if (hasErrno(thrown, "ENOSPC", "EDQUOT")) {
    return new SeaworthyError(
      "DISK_FULL",
      `The disk of ${dirname(directory)} is full. Free some space, or set XDG_CACHE_HOME to a folder on another disk.`,
      { cause: thrown },
    );
  }
  if (hasErrno(thrown, "EACCES", "EPERM", "EROFS")) {
    return new SeaworthyError(
      "PERMISSION_DENIED",
      `${dirname(directory)} is not writable. Set XDG_CACHE_HOME to a writable folder.`,
      {
        cause: thrown,
      },
    );
  }
  return thrown;
}
