import { z } from "zod";

/** The database settings that the Management API takes, as a person gives them: `{ max_connections: 200, statement_timeout: "5s" }`. */
export type PostgresSettings = Readonly<Record<string, string | number | boolean>>;

interface SettingRow {
  readonly schema: z.ZodType<string | number | boolean>;
  /** True when PostgreSQL reads it at start only (context `postmaster` in pg_settings). */
  readonly needsRestart: boolean;
}

const integer = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum);
const duration = z.string().regex(/^-?[0-9]+(\.[0-9]+)?(us|ms|s|min|h|d)?$/, "Expected a duration such as 500ms, 5s or 1min");
const memory = z.string().regex(/^-?[0-9]+(\.[0-9]+)?(B|kB|MB|GB|TB)?$/, "Expected a size such as 512kB, 64MB or 1GB");
const live = (schema: SettingRow["schema"]): SettingRow => ({ schema, needsRestart: false });
const atStart = (schema: SettingRow["schema"]): SettingRow => ({ schema, needsRestart: true });

/** Every field of `PUT /v1/projects/{ref}/config/database/postgres`, with its limits there and what PostgreSQL needs to take it up. */
export const postgresSettings = {
  checkpoint_timeout: live(duration),
  effective_cache_size: live(memory),
  hot_standby_feedback: live(z.boolean()),
  logical_decoding_work_mem: live(memory),
  maintenance_work_mem: live(memory),
  max_connections: atStart(integer(1, 262_143)),
  max_locks_per_transaction: atStart(integer(10, 2_147_483_640)),
  max_parallel_maintenance_workers: live(integer(0, 1024)),
  max_parallel_workers: live(integer(0, 1024)),
  max_parallel_workers_per_gather: live(integer(0, 1024)),
  max_replication_slots: atStart(integer(0, 262_143)),
  max_slot_wal_keep_size: live(memory),
  max_standby_archive_delay: live(duration),
  max_standby_streaming_delay: live(duration),
  max_wal_senders: atStart(integer(0, 262_143)),
  max_wal_size: live(memory),
  max_worker_processes: atStart(integer(0, 262_143)),
  session_replication_role: live(z.enum(["origin", "replica", "local"])),
  shared_buffers: atStart(memory),
  statement_timeout: live(duration),
  track_activity_query_size: atStart(memory),
  track_commit_timestamp: atStart(z.boolean()),
  wal_keep_size: live(memory),
  wal_sender_timeout: live(duration),
  work_mem: live(memory),
} satisfies Record<string, SettingRow>;

const names = Object.keys(postgresSettings) as (keyof typeof postgresSettings)[];

/** Refuses names that are not in the table, and values outside their limits. */
export const postgresSettingsSchema = z.strictObject(
  Object.fromEntries(names.map((name) => [name, postgresSettings[name].schema.optional()])),
);

/** The settings that differ between the two and that a reload does not take up. */
export function needingRestart(before: PostgresSettings, after: PostgresSettings): string[] {
  return names.filter((name) => postgresSettings[name].needsRestart && before[name] !== after[name]);
}
