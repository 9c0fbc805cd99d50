import * as fs from "node:fs";
import { Failure } from "./failure.mjs";

/**
 * For node_modules, the services' data and logs; the toolchain checks its own needs, in the user's
 * cache folder.
 */
const neededBytes = { fresh: 2_000_000_000, installed: 500_000_000 };

/** Returns the free space as text. Throws DISK_FULL when it is not enough. */
export function checkDisk(root, isInstalled, statfs = fs.statfsSync) {
  if (!statfs) return "not measured"; // Node.js before 18.15
  const { bavail, bsize } = statfs(root);
  const free = bavail * bsize;
  const needed = isInstalled ? neededBytes.installed : neededBytes.fresh;
  if (free >= needed) return `${gigabytes(free)} free`;
  throw new Failure(
    "DISK_FULL",
    `${gigabytes(free)} are free on the disk of ${root}, and ${gigabytes(needed)} are needed. Make room, then run the same command again.`,
  );
}

function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
