import { homedir } from "node:os";
import { join } from "node:path";

export interface CachePlace {
  readonly platform?: NodeJS.Platform;
  readonly environment?: NodeJS.ProcessEnv;
  readonly home?: string;
}

/** The user's cache folder for Seaworthy, shared by all checkouts. */
export function userCacheDirectory({
  platform = process.platform,
  environment = process.env,
  home = homedir(),
}: CachePlace = {}): string {
  if (environment.XDG_CACHE_HOME) return join(environment.XDG_CACHE_HOME, "seaworthy");
  return platform === "darwin"
    ? join(home, "Library", "Caches", "seaworthy")
    : join(home, ".cache", "seaworthy");
}
