import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { hasErrno } from "@seaworthy/core/errors";
import { processLoggingTo } from "./process-by-log.ts";
import { isRunning, type ProcessIdentity } from "./process-identity.ts";

/** What `<run>/<name>.json` holds: enough to end a server whose cloud was killed. */
export interface PidFile extends Partial<ProcessIdentity> {
  readonly name: string;
  readonly stopSignal: NodeJS.Signals;
  readonly stopTimeoutMs: number;
  /** By which a server is found that was started, and whose pid was not written down any more. */
  readonly logFile?: string;
}

/**
 * Ends every server that a killed cloud left behind, so that none holds a port or a data directory.
 */
export async function endLeftovers(runDirectory: string): Promise<string[]> {
  const files = readdirSync(runDirectory).filter((file) => file.endsWith(".json"));
  const ended = await Promise.all(files.map((file) => endLeftover(join(runDirectory, file))));
  return ended.filter((name) => name !== undefined);
}

async function endLeftover(file: string): Promise<string | undefined> {
  const pidFile = readPidFile(file);
  const identity = pidFile && identityOf(pidFile);
  if (pidFile && identity && isRunning(identity))
    await endProcess(identity, pidFile.stopSignal, pidFile.stopTimeoutMs);
  rmSync(file, { force: true });
  return pidFile?.name;
}

function identityOf({ pid, start, logFile }: PidFile): ProcessIdentity | undefined {
  if (pid !== undefined && start !== undefined) return { pid, start };
  return logFile === undefined ? undefined : processLoggingTo(logFile);
}

/** Asks with `signal`, waits, then insists with SIGKILL. Resolves when the process is gone. */
export async function endProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<void> {
  send(identity, signal);
  const deadline = Date.now() + timeoutMs;
  while (isRunning(identity)) {
    if (Date.now() > deadline) send(identity, "SIGKILL");
    await delay(20);
  }
}

function send(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    if (isRunning(identity)) process.kill(identity.pid, signal);
  } catch (thrown) {
    if (!hasErrno(thrown, "ESRCH")) throw thrown;
  }
}

function readPidFile(file: string): PidFile | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as PidFile;
  } catch {
    // A workerd's that was cut off while its launcher wrote it: it became no workerd.
    return undefined;
  }
}
