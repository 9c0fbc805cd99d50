import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Resident memory of each process with its children, in bytes, by the root's pid; empty when `ps`
 * fails.
 */
export async function memoryOf(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (pids.length === 0) return new Map();
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid=,rss="], {
    timeout: 2_000,
    maxBuffer: 4 * 1024 * 1024,
  });
  return sumTrees(stdout, pids);
}

/** From the lines of `ps -o pid=,ppid=,rss=`, with sizes in KiB. */
export function sumTrees(lines: string, pids: readonly number[]): ReadonlyMap<number, number> {
  const rows = lines
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = Map.groupBy(rows, ([, parent]) => parent);
  const own = new Map(rows.map(([pid, , kibibytes]) => [pid, (kibibytes ?? 0) * 1024]));
  const sum = (pid: number | undefined): number =>
    (own.get(pid) ?? 0) +
    (children.get(pid) ?? []).reduce(
      (total, [child]) => total + (child === pid ? 0 : sum(child)),
      0,
    );
  return new Map(pids.filter((pid) => own.has(pid)).map((pid) => [pid, sum(pid)]));
}
