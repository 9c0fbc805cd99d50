import type { MigrationBuilder } from "node-pg-migrate";

const index = "public.api_keys_ended_at";

/**
 * When a key stopped working, for whatever reason; used to delete the oldest. Built concurrently
 * with traffic, as in 0011; an interrupted build leaves an invalid index with that name, which is
 * dropped first.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.noTransaction();
  pgm.sql("set lock_timeout = '3s'");
  pgm.sql(`drop index concurrently if exists ${index}`);
  pgm.sql(
    "create index concurrently api_keys_ended_at on public.api_keys ((least(coalesce(revoked_at, expires_at), expires_at)))",
  );
  pgm.sql("reset lock_timeout");
}

export function down(pgm: MigrationBuilder): void {
  pgm.noTransaction();
  pgm.sql(`drop index concurrently if exists ${index}`);
}
