import type { MigrationBuilder } from "node-pg-migrate";

const index = "public.posts_public_order";

/**
 * The anonymous feed's own index, without private posts. CREATE INDEX CONCURRENTLY does not block
 * writers, and cannot run in a transaction. If interrupted, it leaves an invalid index of that
 * name, which must be dropped first.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.noTransaction();
  pgm.sql("set lock_timeout = '3s'");
  pgm.sql(`drop index concurrently if exists ${index}`);
  pgm.sql(
    "create index concurrently posts_public_order on public.posts (created_at desc, id desc) where visibility = 'public'",
  );
  pgm.sql("reset lock_timeout");
}

export function down(pgm: MigrationBuilder): void {
  pgm.noTransaction();
  pgm.sql(`drop index concurrently if exists ${index}`);
}
