import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { writeFailure } from "./publish.ts";

export interface LockOptions {
  /** Called once, when another process holds the lock. */
  readonly onWait?: () => void;
  readonly pollMs?: number;
}

/**
 * Runs `work` while no other process holds the same lock file. It is SQLite's lock on that file,
 * which the system releases when its holder dies: a killed build never blocks the next one, and
 * locks cannot be stale.
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const database = openLockFile(file);
  try {
    database.exec("PRAGMA busy_timeout = 0");
    for (let attempt = 0; !tryLock(database); attempt++) {
      if (attempt === 0) options.onWait?.();
      await delay(options.pollMs ?? 200);
    }
    return await work();
  } finally {
    database.close(); // rolls back, which releases the lock
  }
}

/** Throws PERMISSION_DENIED or DISK_FULL with what to do. */
function openLockFile(file: string): DatabaseSync {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return new DatabaseSync(file);
  } catch (thrown) {
    // Node reports ENOENT for a folder that a read-only disk does not let it create.
    throw writeFailure(thrown, dirname(file), ["ENOENT", "ENOTDIR"]);
  }
}

/**
 * SQLite's result code for a lock held by another process; https://www.sqlite.org/rescode.html#busy
 */
const busy = 5;

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && "errcode" in thrown && thrown.errcode === busy) return false;
    throw thrown;
  }
}
