import { readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { hasErrno, SeaworthyError } from "@seaworthy/core/errors";
import { readJsonFile } from "@seaworthy/core/json-file";
import { commandOf, startedAtMs } from "@seaworthy/local/kernel/processes/identity";
import { z } from "zod";

/**
 * The content of a lock in Pulumi's file backend: see `lockContent` in its `backend/diy/lock.go`.
 */
const lockSchema = z.object({
  pid: z.number(),
  hostname: z.string(),
  username: z.string(),
  timestamp: z.string(),
});

type Lock = z.output<typeof lockSchema>;

/** What a lock is compared with: a process on this machine. */
export interface RunningProcess {
  readonly startedAtMs: number;
  readonly command: string;
}

/** Two clocks are read, and start times are rounded. */
const slackMs = 2_000;

/**
 * Removes the locks of killed engines: the file backend cannot detect them and would reject every
 * operation until `pulumi cancel`. A lock whose engine still runs is respected: STACK_LOCKED.
 */
export function clearStaleLocks(folder: string, stack: string, find = findProcess): number {
  const files = listOf(folder).map((file) => join(folder, file));
  for (const file of files) {
    const lock = readJsonFile(
      file,
      lockSchema,
      `If no other command is using stack ${stack}, remove it: rm '${file}'`,
    );
    if (lock && isHeld(lock, find(lock.pid))) throw lockedBy(stack, lock);
    rmSync(file, { force: true });
  }
  return files.length;
}

/**
 * The state is local, so its engines run on this machine: the process with the lock's pid holds it
 * if it started before the lock was taken; otherwise the pid was reused. A rebuilt container has
 * another host name, and none of the earlier processes.
 */
function isHeld(lock: Lock, process: RunningProcess | undefined): boolean {
  if (process === undefined) return false;
  if (process.startedAtMs > Date.parse(lock.timestamp) + slackMs) return false;
  return lock.hostname === hostname() || process.command === "pulumi";
}

function findProcess(pid: number): RunningProcess | undefined {
  const started = startedAtMs(pid);
  return started === undefined ? undefined : { startedAtMs: started, command: commandOf(pid) };
}

function lockedBy(stack: string, lock: Lock): SeaworthyError {
  return new SeaworthyError(
    "STACK_LOCKED",
    `Stack ${stack} has been locked by process ${lock.pid} of ${lock.username} on ${lock.hostname} since ${lock.timestamp}. Wait for it, or stop it and try again.`,
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
