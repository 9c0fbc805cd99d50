import { totalmem } from "node:os";
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

/** Of this machine's memory, what one database may take for its buffers at most. */
const largestShare = 1 / 16;

/**
 * The settings that come with a size; the smallest have those of `postgresql.conf`. Supabase gives
 * a quarter of the memory to shared_buffers and counts on three quarters for caches. What takes
 * memory for real is bounded by what this machine has.
 */
export function computeSettings(
  size: string | null,
  machineBytes: number = totalmem(),
): PostgresSettings {
  if (size === null || ["pico", "nano", "micro"].includes(size)) return {};
  const { memoryGb, connections } = sizes[size] ?? largest;
  const buffersMb = Math.min(memoryGb * 256, Math.floor((machineBytes * largestShare) / 2 ** 20));
  return {
    max_connections: connections,
    shared_buffers: `${buffersMb}MB`,
    effective_cache_size: `${memoryGb * 768}MB`,
    maintenance_work_mem: `${Math.min(memoryGb * 64, 1024)}MB`,
  };
}
