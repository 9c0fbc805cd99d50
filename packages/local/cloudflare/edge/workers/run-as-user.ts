import { constants, copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { isReachableByOthers, type ServerUser } from "../../../kernel/processes/server-user.ts";

/**
 * The words of a command line before a program's own by which it runs as that user, with the pid
 * and the open files of who starts it: util-linux has this on every system where workerd runs as
 * root. (Node's `process.execve` closes the pipe that miniflare reads.)
 */
export function asUser({ uid, gid }: ServerUser): string[] {
  return ["setpriv", "--reuid", String(uid), "--regid", String(gid), "--clear-groups"];
}

/** The program where that user can start it: a copy, where root's checkout is closed to others. */
export function reachableBinary(binary: string, directory: string): string {
  if (isReachableByOthers(binary)) return binary;
  const copy = join(directory, "workerd.bin");
  if (!existsSync(copy)) copyFileSync(binary, copy, constants.COPYFILE_FICLONE);
  return copy;
}
