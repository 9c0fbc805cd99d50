import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readlinkSync, realpathSync } from "node:fs";
import { hasErrno } from "@seaworthy/core/errors";
import { identify, type ProcessIdentity } from "./identity.ts";

/**
 * The process whose standard output is that file. A server's children inherit it, so the oldest
 * process is returned.
 */
export function processLoggingTo(file: string): ProcessIdentity | undefined {
  const pids = process.platform === "linux" ? pidsOnLinux(file) : pidsByLsof(file);
  const found = pids.flatMap((pid) => identify(pid) ?? []);
  return found.sort((a, b) => began(a) - began(b) || a.pid - b.pid)[0];
}

/** In ticks on Linux, otherwise a date. */
const began = ({ start }: ProcessIdentity): number =>
  /^\d+$/.test(start) ? Number(start) : Date.parse(start);

function pidsOnLinux(file: string): number[] {
  if (!existsSync(file)) return [];
  const path = realpathSync(file);
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => outputOf(pid) === path).map(Number);
}

/** Undefined for a process that has ended or belongs to another user. */
function outputOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/1`);
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT", "EACCES", "EPERM", "ESRCH")) return undefined;
    throw thrown;
  }
}

function pidsByLsof(file: string): number[] {
  try {
    return execFileSync("lsof", ["-t", "-a", "-d", "1", "--", file], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map(Number);
  } catch {
    return []; // lsof exits with 1 when no process has it open
  }
}
