import { readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { processLoggingTo } from "./by-log.ts";
import { isRunning, type ProcessIdentity } from "./identity.ts";
import { sendSignal } from "./send-signal.ts";

/** Content of `<run>/<name>.json`: enough to end a server whose cloud was killed. */
export interface PidFile extends Partial<ProcessIdentity> {
  readonly name: string;
  readonly stopSignal: NodeJS.Signals;
  readonly stopTimeoutMs: number;
  /** Identifies a server that was started but whose pid was not recorded. */
  readonly logFile?: string;
}

/**
 * Ends the servers left by a killed cloud, so that none holds a port or a data directory: all, or
 * those whose pid file is chosen.
 */
export async function endOrphanedProcesses(
  runDirectory: string,
  isChosen: (file: string) => boolean = () => true,
): Promise<string[]> {
  const files = readdirSync(runDirectory).filter(
    (file) => file.endsWith(".json") && isChosen(file),
  );
  return Promise.all(files.map((file) => endOrphan(runDirectory, file)));
}

async function endOrphan(runDirectory: string, file: string): Promise<string> {
  const pidFile = readPidFile(join(runDirectory, file)) ?? lost(runDirectory, file);
  const identity = identityOf(pidFile);
  if (identity && isRunning(identity))
    await endProcess(identity, pidFile.stopSignal, pidFile.stopTimeoutMs);
  rmSync(join(runDirectory, file), { force: true });
  return pidFile.name;
}

/** Stands in for an unreadable pid file: the server can still be found by its log. */
function lost(runDirectory: string, file: string): PidFile {
  const name = basename(file, ".json");
  const logFile = join(runDirectory, "..", "logs", `${name}.log`);
  return { name, stopSignal: "SIGTERM", stopTimeoutMs: 10_000, logFile };
}

function identityOf({ pid, start, logFile }: PidFile): ProcessIdentity | undefined {
  if (pid !== undefined && start !== undefined) return { pid, start };
  return logFile === undefined ? undefined : processLoggingTo(logFile);
}

/** Sends `signal`, waits, then sends SIGKILL. Resolves when the process has ended. */
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
  if (isRunning(identity)) sendSignal(identity.pid, signal);
}

const pidFileSchema = z.object({
  pid: z.number().optional(),
  start: z.string().optional(),
  name: z.string(),
  stopSignal: z.enum(["SIGTERM", "SIGINT", "SIGQUIT", "SIGKILL"]),
  stopTimeoutMs: z.number(),
  logFile: z.string().optional(),
});

/**
 * Undefined when it was overwritten or truncated, for example while workerd's launcher wrote it.
 */
function readPidFile(file: string): PidFile | undefined {
  try {
    return pidFileSchema.parse(JSON.parse(readFileSync(file, "utf8"))) as PidFile;
  } catch {
    return undefined;
  }
}
