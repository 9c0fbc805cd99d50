import {
  closeSync,
  copyFileSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { hasErrno } from "@seaworthy/core/errors";

/** Size at which a log is rotated, and how many old ones are kept. */
const limits = { bytes: 5 * 1024 * 1024, kept: 3 };

/**
 * Opens a log for appending, mode 0600; the descriptor is passed to a child, which writes to it
 * directly.
 */
export function openLog(path: string): number {
  return openSync(path, "a", 0o600);
}

export function closeLog(descriptor: number): void {
  closeSync(descriptor);
}

/**
 * Copies and truncates: the child keeps its descriptor, which is in append mode and therefore
 * continues at the new start. Lines written between the two steps are lost; that is acceptable,
 * restarting the child would not be.
 */
export function rotateLog(path: string, maxBytes: number = limits.bytes): boolean {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) <= maxBytes) return false;
  rmSync(`${path}.${limits.kept}`, { force: true });
  for (let age = limits.kept - 1; age >= 1; age--) {
    if (statSync(`${path}.${age}`, { throwIfNoEntry: false }))
      renameSync(`${path}.${age}`, `${path}.${age + 1}`);
  }
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
  return true;
}

/**
 * Writes lines to the cloud's own log and rotates it as it grows. A full disk costs lines, but must
 * not end the process that logs; the next line that is written says how many are missing.
 */
export function lineWriter(path: string, write = writeText): (line: string) => void {
  const descriptor = openLog(path);
  let written = 0;
  let missing = 0;
  return (line) => {
    const note = missing === 0 ? "" : `${missing} lines are missing: the disk was full\n`;
    try {
      written += write(descriptor, `${note}${line}\n`);
      missing = 0;
      if (written <= 64 * 1024) return;
      written = 0;
      rotateLog(path);
    } catch (thrown) {
      if (!hasErrno(thrown, "ENOSPC") && !hasErrno(thrown, "EDQUOT")) throw thrown;
      missing += 1;
    }
  };
}

const writeText = (descriptor: number, text: string): number => writeSync(descriptor, text);
