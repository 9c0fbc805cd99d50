import { userCacheDirectory } from "@seaworthy/core/cache-directory";
import { isReachableByOthers, serverUser } from "./processes/server-user.ts";

/**
 * Where programs are kept that the servers' user starts: the user's cache folder, or root's part of
 * /var/cache where that folder is closed to others.
 */
export function programsDirectory(): string {
  const cache = userCacheDirectory();
  return !serverUser() || isReachableByOthers(cache) ? cache : "/var/cache/seaworthy";
}
