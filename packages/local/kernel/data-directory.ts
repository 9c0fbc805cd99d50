import { createHash } from "node:crypto";
import { existsSync, lstatSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isOwnFolder, makeOwnFolder } from "./processes/own-folder.ts";
import { isReachableByOthers, serverUser } from "./processes/server-user.ts";

/**
 * Where the servers keep their data: inside the cloud's directory, or under /var/tmp where root's
 * checkout is closed to the servers' user (a clone in /root). Once chosen it stays. Throws
 * PERMISSION_DENIED when someone else has made that folder.
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

/** Deletes the cloud's directory and its data, wherever that is. */
export function deleteCloudDirectory(directory: string): void {
  const outside = outsideOf(directory);
  const user = serverUser();
  // What someone else has put there is theirs.
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
