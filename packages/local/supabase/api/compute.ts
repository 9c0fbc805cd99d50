import type { PostgresSettings } from "../database/server/settings.ts";

/**
 * Connections that Supabase gives each compute size
 * (https://supabase.com/docs/guides/platform/compute-and-disk#postgres-connection-limits); the
 * largest have what 16xlarge has.
 */
const maxConnections: Readonly<Record<string, number>> = {
  small: 90,
  medium: 120,
  large: 160,
  xlarge: 240,
  "2xlarge": 380,
  "4xlarge": 480,
  "8xlarge": 490,
};

/** The settings that come with a size; the smallest have those of `postgresql.conf`. */
export function computeSettings(size: string | null): PostgresSettings {
  if (size === null || ["pico", "nano", "micro"].includes(size)) return {};
  return { max_connections: maxConnections[size] ?? 500 };
}
