import type { MigrationBuilder } from "node-pg-migrate";

const index = "public.api_keys_ended_at";

/**
 * When a key stopped working, whichever way; the deletion finds the oldest by it. Built beside the
 * traffic, as 0011 is; one that was cut off leaves an invalid index of that name, which goes first.
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
