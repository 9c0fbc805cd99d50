import { readdirSync } from "node:fs";
import { findProcesses, readProc } from "../e2e/processes.ts";

/**
 * Proportional set size of all processes of that `.seaworthy` folder, in bytes: pages shared by
 * processes are counted once, unlike in a sum of resident sizes. Linux only.
 */
export function stackMemoryBytes(directory: string): { bytes: number; processes: number } {
  const pids = withDescendants(findProcesses(directory).map(({ pid }) => pid));
  return {
    bytes: pids.map(proportionalSize).reduce((sum, size) => sum + size, 0),
    processes: pids.length,
  };
}

/** Servers do not inherit the cloud's environment: they are found as its children. */
function withDescendants(roots: readonly number[]): number[] {
  const childrenOf = Map.groupBy(
    readdirSync("/proc").filter((name) => /^\d+$/.test(name)),
    (pid) => /^PPid:\s+(\d+)$/m.exec(readProc(pid, "status"))?.[1],
  );
  const found = new Set(roots);
  for (const pid of found)
    for (const child of childrenOf.get(String(pid)) ?? []) found.add(Number(child));
  return [...found];
}

function proportionalSize(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readProc(String(pid), "smaps_rollup"))?.[1] ?? 0) * 1024;
}
