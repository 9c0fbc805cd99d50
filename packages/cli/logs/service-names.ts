import type { Manifest } from "@seaworthy/sdk/manifest/schema";

/** The names that people use, by the names of the log files. */
export type ServiceNames = ReadonlyMap<string, string>;

/** `postgres` for `postgres-<ref>`, a Redis database's name for its id; of the own services. */
export function serviceNames(manifest: Manifest | undefined): ServiceNames {
  if (manifest === undefined) return new Map();
  const { projectRef } = manifest.supabase;
  return new Map([
    [`postgres-${projectRef}`, "postgres"],
    [`pgbouncer-${projectRef}`, "pooler"],
    ...manifest.redis.map(({ id, name }) => [`redis-${id}`, `redis-${name}`] as const),
  ]);
}

/** The log file of a name as it was typed: the short one, or the file's own. */
export function logFileOf(names: ServiceNames, files: readonly string[], typed: string) {
  return files.find((file) => file === typed || names.get(file) === typed);
}
