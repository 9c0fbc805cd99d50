import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isReachableByOthers, serverUser } from "./processes/server-user.ts";

/**
 * Where the servers keep their data: inside the cloud's directory, or under /var/tmp where root's
 * checkout is closed to the servers' user (a clone in /root). Once chosen it stays.
 */
export function dataDirectoryFor(directory: string): string {
  const inside = join(directory, "data");
  if (!serverUser() || existsSync(inside)) return inside;
  const outside = outsideOf(directory);
  return existsSync(outside) || !isReachableByOthers(directory) ? outside : inside;
}

/** Deletes the cloud's directory and its data, wherever that is. */
export function deleteCloudDirectory(directory: string): void {
  for (const path of [outsideOf(directory), directory])
    rmSync(path, { recursive: true, force: true });
}

function outsideOf(directory: string): string {
  return join(
    "/var/tmp",
    `seaworthy-${createHash("sha256").update(directory).digest("hex").slice(0, 12)}`,
  );
}
