import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { hasErrno, SeaworthyError } from "@seaworthy/core/errors";
import { sendSignal } from "../../../kernel/processes/send-signal.ts";
import type { ProcessTable } from "../../../kernel/processes/table.ts";
import { scramVerifier } from "../scram.ts";

export const superuser = "supabase_admin";

/**
 * Throws STORE_CORRUPT when another major version of PostgreSQL created the data directory: neither
 * can read the other's files, and the conversion tools are not installed.
 */
export function requireMajorVersion(directory: string, version: string): void {
  const made = majorVersionOf(directory);
  const [major] = version.split(".");
  if (made === undefined || made === major) return;
  throw new SeaworthyError(
    "STORE_CORRUPT",
    `The local database was created by PostgreSQL ${made}, but this version of Seaworthy runs PostgreSQL ${major}, as Supabase does. Its data in ${directory} was left unchanged. To replace it with an empty database, type: npx seaworthy down local --wipe && npx seaworthy up local`,
    { details: { directory, made, major } },
  );
}

function majorVersionOf(directory: string): string | undefined {
  try {
    return readFileSync(join(directory, "PG_VERSION"), "utf8").trim();
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT", "ENOTDIR")) return undefined;
    throw thrown;
  }
}

/**
 * Creates a data directory if needed. initdb fills a draft, which is renamed when complete,
 * so a directory with the final name is never incomplete. Drafts of killed runs are deleted, and
 * each has a unique name: an initdb may outlive the cloud that ran it.
 */
export async function createCluster(
  processes: ProcessTable,
  initdb: string,
  directory: string,
  superuserPassword: string,
): Promise<void> {
  if (existsSync(directory)) return;
  await processes.makeDirectory(dirname(directory));
  deleteDrafts(directory);
  const draft = `${directory}.draft-${randomUUID()}`;
  const passwordFile = `${draft}.password`;
  await processes.writeFile(passwordFile, scramVerifier(superuserPassword));
  try {
    // Without syncing: a draft lost in a crash of the machine is created again.
    await processes.run(initdb, [
      "--pgdata",
      draft,
      "--username",
      superuser,
      "--pwfile",
      passwordFile,
      "--auth",
      "scram-sha-256",
      "--encoding",
      "UTF8",
      "--locale",
      process.platform === "darwin" ? "en_US.UTF-8" : "C.UTF-8",
      "--no-sync",
      "--no-instructions",
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, directory);
}

function deleteDrafts(directory: string): void {
  const parent = dirname(directory);
  const drafts = readdirSync(parent).filter((name) =>
    name.startsWith(`${basename(directory)}.draft-`),
  );
  for (const name of drafts)
    rmSync(join(parent, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

/**
 * Prepares for a start: ends a server that a killed cloud left on this directory and removes its
 * `postmaster.pid`, because PostgreSQL refuses to start when that pid belongs to any running
 * process of the same user.
 */
export async function clearStaleServer(processes: ProcessTable, directory: string): Promise<void> {
  const pid = postmasterPid(directory);
  if (pid === undefined) return;
  if (await servesDirectory(processes, pid, directory)) await endServer(processes, pid, directory);
  rmSync(join(directory, "postmaster.pid"), { force: true });
}

async function endServer(processes: ProcessTable, pid: number, directory: string): Promise<void> {
  for (const [signal, checks] of [
    ["SIGINT", 200],
    ["SIGKILL", 100],
  ] as const) {
    sendSignal(pid, signal);
    for (let check = 0; check < checks; check++) {
      if (!(await servesDirectory(processes, pid, directory))) return;
      await delay(50);
    }
  }
  throw new SeaworthyError(
    "PROCESS_FAILED",
    `The PostgreSQL server ${pid} on ${directory} does not exit. Type: kill -9 ${pid}`,
  );
}

/** The first line of postmaster.pid; undefined when the file is missing or truncated. */
function postmasterPid(directory: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(directory, "postmaster.pid"), "utf8"), 10);
    return pid > 1 ? pid : undefined;
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT")) return undefined;
    throw thrown;
  }
}

/**
 * Asks `ps`, which both Linux and macOS have, whether that process is a server for this directory:
 * pids are reused.
 */
async function servesDirectory(
  processes: ProcessTable,
  pid: number,
  directory: string,
): Promise<boolean> {
  try {
    return (await processes.run("ps", ["-ww", "-o", "args=", "-p", String(pid)]))
      .split(/\s+/)
      .includes(directory);
  } catch (thrown) {
    if (thrown instanceof SeaworthyError && thrown.code === "PROCESS_FAILED") return false; // process not found
    throw thrown;
  }
}
