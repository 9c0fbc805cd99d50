import type { Manifest } from "@seaworthy/sdk/manifest/schema";

/** Display names by log file name. */
export type ServiceNames = ReadonlyMap<string, string>;

/**
 * `postgres` for `postgres-<ref>`, and a Redis database's name for its id; only for the stack's own
 * services.
 */
export function serviceNames(manifest: Manifest | undefined): ServiceNames {
  if (manifest === undefined) return new Map();
  const { projectRef } = manifest.supabase;
  return new Map([
    [`postgres-${projectRef}`, "postgres"],
    [`pgbouncer-${projectRef}`, "pooler"],
    ...manifest.redis.map(({ id, name }) => [`redis-${id}`, `redis-${name}`] as const),
  ]);
}

/** The log file for a typed name: the display name, or the file's own. */
export function logFileOf(names: ServiceNames, files: readonly string[], typed: string) {
  return files.find((file) => file === typed || names.get(file) === typed);
}
