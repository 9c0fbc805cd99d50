import { z } from "zod";

/**
 * The database settings that the Management API accepts, as users write them: `{ max_connections:
 * 200, statement_timeout: "5s" }`.
 */
export type PostgresSettings = Readonly<Record<string, string | number | boolean>>;

const integer = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum);
const duration = z
  .string()
  .regex(
    /^-?[0-9]+(\.[0-9]+)?(us|ms|s|min|h|d)?$/,
    "Expected a duration such as 500ms, 5s or 1min",
  );
const memory = z
  .string()
  .regex(/^-?[0-9]+(\.[0-9]+)?(B|kB|MB|GB|TB)?$/, "Expected a size such as 512kB, 64MB or 1GB");

/**
 * Every setting of `PUT /v1/projects/{ref}/config/database/postgres`, with its limits there.
 * PostgreSQL knows which need a restart.
 */
export const postgresSettings = {
  checkpoint_timeout: duration,
  effective_cache_size: memory,
  hot_standby_feedback: z.boolean(),
  logical_decoding_work_mem: memory,
  maintenance_work_mem: memory,
  max_connections: integer(1, 262_143),
  max_locks_per_transaction: integer(10, 2_147_483_640),
  max_parallel_maintenance_workers: integer(0, 1024),
  max_parallel_workers: integer(0, 1024),
  max_parallel_workers_per_gather: integer(0, 1024),
  max_replication_slots: integer(0, 262_143),
  max_slot_wal_keep_size: memory,
  max_standby_archive_delay: duration,
  max_standby_streaming_delay: duration,
  max_wal_senders: integer(0, 262_143),
  max_wal_size: memory,
  max_worker_processes: integer(0, 262_143),
  session_replication_role: z.enum(["origin", "replica", "local"]),
  shared_buffers: memory,
  statement_timeout: duration,
  track_activity_query_size: memory,
  track_commit_timestamp: z.boolean(),
  wal_keep_size: memory,
  wal_sender_timeout: duration,
  work_mem: memory,
} as const satisfies Record<string, z.ZodType<string | number | boolean>>;
