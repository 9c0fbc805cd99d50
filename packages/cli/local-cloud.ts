import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { defined } from "@seaworthy/core/defined";
import { type ErrorCode, errorCodes, SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import {
  type CloudFile,
  cloudFile,
  cloudLog,
  failureFile,
  supervisorFile,
} from "@seaworthy/local/cloud-file";
import { codeFingerprint } from "@seaworthy/local/code-fingerprint";
import type { CloudStatus } from "@seaworthy/local/kernel/admin-api";
import { releaseTakenPorts } from "@seaworthy/local/kernel/ports";
import { processLoggingTo } from "@seaworthy/local/kernel/processes/by-log";
import { isRunning } from "@seaworthy/local/kernel/processes/identity";
import { closeLog, openLog } from "@seaworthy/local/kernel/processes/log-file";
import {
  endOrphanedProcesses,
  endProcess,
} from "@seaworthy/local/kernel/processes/orphaned-processes";
import { openStore } from "@seaworthy/local/kernel/store";
import { z } from "zod";

const require = createRequire(import.meta.url);

const startTimeoutMs = 120_000;
const stopTimeoutMs = 30_000;

/** The running cloud of that directory, if any. */
function findCloud(directory: string): CloudFile | undefined {
  const file = cloudFile.read(directory);
  return file && isRunning(file.process) ? file : undefined;
}

export function requireCloud(directory: string): CloudFile {
  const cloud = findCloud(directory);
  if (cloud) {
    if (!supervisorRuns(directory)) launchSupervisor(directory);
    return cloud;
  }
  const runs = processLoggingTo(cloudLog(directory)) !== undefined;
  throw new SeaworthyError(
    "CLOUD_NOT_RUNNING",
    runs
      ? `The local cloud is running, but ${join(directory, "cloud.json")} does not describe it. Run "npx seaworthy up local" to restart it with its data.`
      : 'The local cloud is not running. Start it with "npm start" or "npx seaworthy up local".',
  );
}

/**
 * Starts the local cloud in the background, or returns the running one; one that runs outdated code
 * is restarted. Resolves when its APIs respond.
 */
export async function ensureCloud(directory: string): Promise<CloudFile> {
  const running = findCloud(directory);
  if (running?.code === codeFingerprint()) return requireCloud(directory);
  if (running || isLost(directory)) await stopCloud(directory);
  failureFile.remove(directory);
  if (!supervisorRuns(directory)) launchSupervisor(directory);
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const cloud = findCloud(directory);
    if (cloud) return cloud;
    const failure = failureFile.read(directory);
    if (failure && !failure.retryable)
      throw new SeaworthyError(asCode(failure.code), failure.message);
    if (Date.now() > deadline) {
      throw new SeaworthyError(
        "CLOUD_START_FAILED",
        `${failure?.message ?? "The local cloud did not start in time."} See: npx seaworthy logs local cloud`,
      );
    }
    await delay(50);
  }
}

/**
 * Ends the supervisor, the cloud and all its servers, including those left by a killed supervisor.
 */
export async function stopCloud(directory: string): Promise<void> {
  const supervisor = supervisorFile.read(directory);
  if (supervisor && isRunning(supervisor)) await endProcess(supervisor, "SIGTERM", stopTimeoutMs);
  const cloud = cloudFile.read(directory);
  if (cloud && isRunning(cloud.process)) await endProcess(cloud.process, "SIGTERM", stopTimeoutMs);
  for (let lost = lostProcess(directory); lost; lost = lostProcess(directory))
    await endProcess(lost, "SIGTERM", stopTimeoutMs);
  const run = join(directory, "run");
  mkdirSync(run, { recursive: true, mode: 0o700 });
  await endOrphanedProcesses(run);
  supervisorFile.remove(directory);
  cloudFile.remove(directory);
  rmSync(run, { recursive: true, force: true });
}

/** Stops the cloud and lets it choose new ports in place of those taken by other programs. */
export async function releasePorts(directory: string): Promise<void> {
  await stopCloud(directory);
  const file = join(directory, "cloud.db");
  if (!existsSync(file)) return;
  const store = openStore(file);
  await releaseTakenPorts(store);
  store.close();
}

export async function readCloudStatus(cloud: CloudFile): Promise<CloudStatus> {
  const response = await fetch(`${cloud.controlUrl}/cloud/status`, {
    headers: { authorization: `Bearer ${cloud.tokens.admin}` },
  });
  if (!response.ok)
    throw new SeaworthyError(
      "CLOUD_START_FAILED",
      `The local cloud's status request returned ${response.status}.`,
    );
  return (await response.json()) as CloudStatus;
}

const ticketAnswer = z.object({ ticket: z.string() });

/** The console's address with a ticket, which lets a browser in once, within a minute. */
export async function consoleLink(cloud: CloudFile, place: string): Promise<string> {
  const address = new URL(place);
  const response = await fetch(`${address.origin}${address.pathname}/tickets`, {
    method: "POST",
    headers: { authorization: `Bearer ${cloud.tokens.admin}` },
  });
  if (!response.ok)
    throw new SeaworthyError(
      "CLOUD_START_FAILED",
      `The local cloud's console answered ${response.status}. Type: npx seaworthy up local`,
    );
  address.searchParams.set("ticket", ticketAnswer.parse(await response.json()).ticket);
  return address.href;
}

/**
 * Halts one service of the local cloud, as if its machine hung. Idempotent, both ways; throws
 * CLOUD_NOT_RUNNING when the cloud rejects it.
 */
export function pauseProcess(
  cloud: CloudFile,
  name: string,
): { begin(seconds: number): Promise<void>; end(): Promise<void> } {
  const call = async (method: "POST" | "DELETE", body?: object) => {
    const response = await fetch(
      `${cloud.controlUrl}/cloud/processes/${encodeURIComponent(name)}/pause`,
      {
        method,
        headers: {
          authorization: `Bearer ${cloud.tokens.admin}`,
          "content-type": "application/json",
        },
        ...defined({ body: JSON.stringify(body) }),
      },
    );
    if (response.ok) return;
    throw new SeaworthyError(
      "CLOUD_NOT_RUNNING",
      `The local cloud answered the pause of ${name} with ${response.status}. Run "npx seaworthy up local": it starts the current version.`,
    );
  };
  return { begin: (seconds) => call("POST", { seconds }), end: () => call("DELETE") };
}

/** Running, but its files are gone: the supervisor first, then the cloud. */
const lostProcess = (directory: string) => processLoggingTo(cloudLog(directory));

/** A known supervisor may be about to start its cloud. */
const isLost = (directory: string): boolean =>
  !supervisorRuns(directory) && lostProcess(directory) !== undefined;

function supervisorRuns(directory: string): boolean {
  const supervisor = supervisorFile.read(directory);
  return supervisor !== undefined && isRunning(supervisor);
}

/** Detached from our terminal: it outlives the command, and Ctrl-C does not reach it. */
function launchSupervisor(directory: string): void {
  mkdirSync(join(directory, "logs"), { recursive: true, mode: 0o700 });
  const log = openLog(cloudLog(directory));
  const entry = require.resolve("@seaworthy/local/supervisor");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", entry], {
    detached: true,
    stdio: ["ignore", log, log],
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: findProject().compileCache,
      SEAWORTHY_DIRECTORY: join(directory, ".."),
    },
    cwd: findProject().root,
  });
  child.unref();
  closeLog(log);
}

function asCode(code: string): ErrorCode {
  return code in errorCodes ? (code as ErrorCode) : "CLOUD_START_FAILED";
}
