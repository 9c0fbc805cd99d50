import { userCacheDirectory } from "@seaworthy/core/cache-directory";
import { isReachableByOthers, serverUser } from "./processes/server-user.ts";

/**
 * Where programs for the servers' user are stored: the user's cache folder, or root's part of
 * /var/cache if that user cannot access it.
 */
export function programsDirectory(): string {
  const cache = userCacheDirectory();
  return !serverUser() || isReachableByOthers(cache) ? cache : "/var/cache/seaworthy";
}
