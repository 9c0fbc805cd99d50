import { readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { hasErrno, SeaworthyError } from "@seaworthy/core/errors";
import { processStart } from "@seaworthy/local/kernel/process-identity";

/**
 * What Pulumi's file backend writes into a lock: see `lockContent` in its `backend/diy/lock.go`.
 */
interface Lock {
  readonly pid: number;
  readonly hostname: string;
  readonly username: string;
  readonly timestamp: string;
}

/**
 * Removes the locks of engines that were killed: the file backend cannot know, and would refuse
 * every later operation until a person types `pulumi cancel`. A lock whose engine still runs is
 * respected: STACK_LOCKED.
 */
export function clearStaleLocks(
  folder: string,
  stack: string,
  isAlive = (pid: number) => processStart(pid) !== undefined,
): number {
  const files = listOf(folder).map((file) => join(folder, file));
  for (const file of files) {
    const lock = JSON.parse(readFileSync(file, "utf8")) as Lock;
    if (lock.hostname === hostname() && !isAlive(lock.pid)) rmSync(file, { force: true });
    else throw lockedBy(stack, lock);
  }
  return files.length;
}

function lockedBy(stack: string, lock: Lock): SeaworthyError {
  return new SeaworthyError(
    "STACK_LOCKED",
    `Stack ${stack} is locked by process ${lock.pid} of ${lock.username} on ${lock.hostname} since ${lock.timestamp}. Wait for it, or end it and try again.`,
    { retryable: true },
  );
}

function listOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT")) return [];
    throw thrown;
  }
}
