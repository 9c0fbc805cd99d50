import { readFileSync } from "node:fs";
import { findProcesses } from "../e2e/processes.ts";

/**
 * Proportional set size of everything that runs for that `.seaworthy` folder, in bytes: pages that processes share are
 * counted once in all, which a sum of resident sizes would not do. Linux only.
 */
export function stackMemoryBytes(directory: string): { bytes: number; processes: number } {
  const sizes = findProcesses(directory).map(({ pid }) => proportionalSize(pid));
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), processes: sizes.length };
}

function proportionalSize(pid: number): number {
  try {
    const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
    return Number(match?.[1] ?? 0) * 1024;
  } catch {
    return 0; // it ended while we looked
  }
}
