import type { PostgresSettings } from "../database/server/settings.ts";

/**
 * Memory and connections of each of Supabase's compute sizes
 * (https://supabase.com/docs/guides/platform/compute-and-disk); the largest equal 16xlarge.
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
 * Settings that come with a size; the smallest use those of `postgresql.conf`. Memory that is
 * allocated immediately (shared_buffers) stays at what this machine can provide; planner settings
 * follow Supabase, which reserves three quarters of the memory for caches.
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
