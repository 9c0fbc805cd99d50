import type { MigrationBuilder } from "node-pg-migrate";

const indexes = {
  email_events_by_time: "public.email_events (event_type, occurred_at)",
  webhook_attempts_by_time: "public.webhook_attempts (attempted_at)",
};

/**
 * For the figures of the last hour. CREATE INDEX CONCURRENTLY does not block writers, and cannot
 * run in a transaction. If interrupted, it leaves an invalid index, which is dropped first.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.noTransaction();
  pgm.sql("set lock_timeout = '3s'");
  for (const [name, columns] of Object.entries(indexes)) {
    pgm.sql(`drop index concurrently if exists public.${name}`);
    pgm.sql(`create index concurrently ${name} on ${columns}`);
  }
  pgm.sql("reset lock_timeout");
}

export function down(pgm: MigrationBuilder): void {
  pgm.noTransaction();
  for (const name of Object.keys(indexes))
    pgm.sql(`drop index concurrently if exists public.${name}`);
}
