import type { PostgresSettings } from "../database/server/settings.ts";

/**
 * Memory and connections that Supabase gives each compute size
 * (https://supabase.com/docs/guides/platform/compute-and-disk); the largest have what 16xlarge has.
 */
const sizes: Readonly<Record<string, { memoryGb: number; connections: number }>> = {
  small: { memoryGb: 2, connections: 90 },
  medium: { memoryGb: 4, connections: 120 },
  large: { memoryGb: 8, connections: 160 },
  xlarge: { memoryGb: 16, connections: 240 },
  "2xlarge": { memoryGb: 32, connections: 380 },
  "4xlarge": { memoryGb: 64, connections: 480 },
  "8xlarge": { memoryGb: 128, connections: 490 },
  "12xlarge": { memoryGb: 192, connections: 500 },
};
const largest = { memoryGb: 256, connections: 500 };

/**
 * The settings that come with a size; the smallest have those of `postgresql.conf`. What takes
 * memory at once (shared_buffers) stays as this machine can give it; what plans are made by follows
 * Supabase, which keeps three quarters of the memory for caches.
 */
export function computeSettings(size: string | null): PostgresSettings {
  if (size === null || ["pico", "nano", "micro"].includes(size)) return {};
  const { memoryGb, connections } = sizes[size] ?? largest;
  return {
    max_connections: connections,
    effective_cache_size: `${memoryGb * 768}MB`,
    maintenance_work_mem: `${Math.min(memoryGb * 64, 1024)}MB`,
  };
}
