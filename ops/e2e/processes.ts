import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Names of the servers that the local cloud of that `.seaworthy` folder says it runs. */
export function readRunFolder(directory: string): string[] {
  const folder = join(directory, "local", "run");
  return existsSync(folder) ? readdirSync(folder).map((file) => file.replace(/\.json$/, "")) : [];
}

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

/** Every process (on Linux) that was started for that `.seaworthy` folder, by the environment that it inherited. */
export function findProcesses(directory: string): RunningProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const environment = readProc(pid, "environ");
      if (!environment.includes(`SEAWORTHY_DIRECTORY=${directory}\0`)) return [];
      return [{ pid: Number(pid), command: readProc(pid, "cmdline").replaceAll("\0", " ").trim() }];
    });
}

/** A file of that process; empty when the process is gone. */
export function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // it ended while we looked
  }
}
