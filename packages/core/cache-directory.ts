import { homedir, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";

export interface CachePlace {
  readonly platform?: NodeJS.Platform;
  readonly environment?: NodeJS.ProcessEnv;
  readonly home?: string;
}

/**
 * The user's cache folder for Seaworthy, shared by all checkouts. Relative paths are ignored, as in
 * the XDG specification, and so is an empty HOME: the folder would follow the working directory.
 */
export function userCacheDirectory({
  platform = process.platform,
  environment = process.env,
  home = homedir(),
}: CachePlace = {}): string {
  const given = environment.XDG_CACHE_HOME ?? "";
  if (isAbsolute(given)) return join(given, "seaworthy");
  const own = isAbsolute(home) ? home : userInfo().homedir;
  return platform === "darwin"
    ? join(own, "Library", "Caches", "seaworthy")
    : join(own, ".cache", "seaworthy");
}
