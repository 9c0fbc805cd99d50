import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Start time of a process, as text for comparison; undefined when it does not exist. A pid alone
 * does not identify a process: the system reuses it.
 */
export function processStart(pid: number): string | undefined {
  return process.platform === "linux" ? startOnLinux(pid) : askPs(pid, "lstart=");
}

/**
 * Field 22 of /proc/<pid>/stat, in clock ticks since boot. Zombies count as ended: in containers
 * PID 1 may never reap them.
 */
function startOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined; // process not found
  }
}

/** Linux reports start times in this unit on every architecture that Node.js supports. */
const ticksPerSecond = 100;

/** The start time by the clock, to the second; undefined when the process does not exist. */
export function startedAtMs(pid: number): number | undefined {
  const start = processStart(pid);
  if (start === undefined) return undefined;
  return process.platform === "linux"
    ? bootedAtMs() + (Number(start) * 1000) / ticksPerSecond
    : Date.parse(start);
}

function bootedAtMs(): number {
  const [, seconds = "0"] = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8")) ?? [];
  return Number(seconds) * 1000;
}

/** Name of the program that the process runs; empty when the process does not exist. */
export function commandOf(pid: number): string {
  if (process.platform !== "linux") return askPs(pid, "comm=")?.split("/").at(-1) ?? "";
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return ""; // process not found
  }
}

/** Running child processes. */
export function childrenOf(pid: number): number[] {
  try {
    const text =
      process.platform === "linux"
        ? readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
        : execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" });
    return text.split(/\s+/).filter(Boolean).map(Number);
  } catch {
    return []; // no children, or the process has ended
  }
}

function askPs(pid: number, column: string): string | undefined {
  try {
    return (
      execFileSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).trim() ||
      undefined
    );
  } catch {
    return undefined; // ps exits with 1 when the process does not exist
  }
}

export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string;
}

export function identify(pid: number): ProcessIdentity | undefined {
  const start = processStart(pid);
  return start === undefined ? undefined : { pid, start };
}

export function isRunning(identity: ProcessIdentity): boolean {
  return processStart(identity.pid) === identity.start;
}
