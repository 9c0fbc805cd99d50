import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sendSignal } from "@seaworthy/local/kernel/processes/send-signal";

/** Names of the servers that the local cloud of that `.seaworthy` folder lists as running. */
export function readRunFolder(directory: string): string[] {
  const folder = join(directory, "local", "run");
  return existsSync(folder) ? readdirSync(folder).map((file) => file.replace(/\.json$/, "")) : [];
}

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * Every process (on Linux) started for that `.seaworthy` folder, found by its inherited
 * environment.
 */
export function findProcesses(directory: string): RunningProcess[] {
  return findByEnvironment("SEAWORTHY_DIRECTORY", directory);
}

function findByEnvironment(variable: string, value: string): RunningProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const environment = `\0${readProc(pid, "environ")}`;
      if (!environment.includes(`\0${variable}=${value}\0`)) return [];
      return [{ pid: Number(pid), command: readProc(pid, "cmdline").replaceAll("\0", " ").trim() }];
    });
}

/** Kills all of them, and any they start in the meantime, until none is left. */
export function killByEnvironment(variable: string, value: string): void {
  for (
    let found = findByEnvironment(variable, value);
    found.length > 0;
    found = findByEnvironment(variable, value)
  ) {
    for (const { pid } of found) sendSignal(pid, "SIGKILL");
  }
}

/** A /proc file of that process; empty when the process is gone. */
export function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // the process ended meanwhile
  }
}
