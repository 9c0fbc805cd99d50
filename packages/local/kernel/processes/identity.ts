import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * When the process of that pid began, as text to compare; undefined when there is none.
 * A pid alone names nobody: the system gives it to another program after a while.
 */
export function processStart(pid: number): string | undefined {
  return process.platform === "linux" ? startOnLinux(pid) : askPs(pid, "lstart=");
}

/**
 * Field 22 of /proc/<pid>/stat, in clock ticks since boot. A zombie counts as gone: in containers
 * PID 1 may never reap it.
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

/** Linux tells start times in these, on every architecture that Node.js runs on. */
const ticksPerSecond = 100;

/** The same by the clock, to the second; undefined when the process does not exist. */
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

/** The name of the program that the process runs; empty when the process does not exist. */
export function commandOf(pid: number): string {
  if (process.platform !== "linux") return askPs(pid, "comm=")?.split("/").at(-1) ?? "";
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return ""; // process not found
  }
}

/** The processes that it started and that still run. */
export function childrenOf(pid: number): number[] {
  try {
    const text =
      process.platform === "linux"
        ? readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
        : execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" });
    return text.split(/\s+/).filter(Boolean).map(Number);
  } catch {
    return []; // it has none, or is gone
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
