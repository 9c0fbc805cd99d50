import { constants, copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { isReachableByOthers, type ServerUser } from "../../../kernel/processes/server-user.ts";

/**
 * Command-line prefix that runs a program as that user and keeps the pid and the open files:
 * util-linux exists on every system where workerd runs as root. (Node's `process.execve` closes the
 * pipe that miniflare reads.)
 */
export function asUser({ uid, gid }: ServerUser): string[] {
  return ["setpriv", "--reuid", String(uid), "--regid", String(gid), "--clear-groups"];
}

/**
 * A path to the program that the user can execute: a copy, if root's checkout is not readable by
 * others.
 */
export function reachableBinary(binary: string, directory: string): string {
  if (isReachableByOthers(binary)) return binary;
  const copy = join(directory, "workerd.bin");
  if (!existsSync(copy)) copyFileSync(binary, copy, constants.COPYFILE_FICLONE);
  return copy;
}
