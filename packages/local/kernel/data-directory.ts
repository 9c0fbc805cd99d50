import { createHash } from "node:crypto";
import { existsSync, lstatSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isOwnFolder, makeOwnFolder } from "./processes/own-folder.ts";
import { isReachableByOthers, serverUser } from "./processes/server-user.ts";

/**
 * Where the servers store their data: inside the cloud's directory, or under /var/tmp when root's
 * checkout is not accessible to the servers' user (a clone in /root). The choice is permanent.
 * Throws PERMISSION_DENIED when another user created that folder.
 */
export function dataDirectoryFor(directory: string): string {
  const inside = join(directory, "data");
  const user = serverUser();
  if (!user || existsSync(inside)) return inside;
  const outside = outsideOf(directory);
  const isTaken = lstatSync(outside, { throwIfNoEntry: false }) !== undefined;
  if (!isTaken && isReachableByOthers(directory)) return inside;
  makeOwnFolder(outside, [0, user.uid]);
  return outside;
}

/** Deletes the cloud's directory and its data, wherever they are. */
export function deleteCloudDirectory(directory: string): void {
  const outside = outsideOf(directory);
  const user = serverUser();
  // Another user's files are not ours to delete.
  if (user && isOwnFolder(outside, [0, user.uid]))
    rmSync(outside, { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
}

function outsideOf(directory: string): string {
  return join(
    "/var/tmp",
    `seaworthy-${createHash("sha256").update(directory).digest("hex").slice(0, 12)}`,
  );
}
