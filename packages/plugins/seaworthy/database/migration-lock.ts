import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Client } from "pg";

const pollMs = 100;

/**
 * Does the work while no other run of migrations can, node-pg-migrate's own command line included:
 * the lock is its. It is asked for again and again: a session that waits in `pg_advisory_lock` has
 * a snapshot, for which CREATE INDEX CONCURRENTLY of the session that has the lock would wait, and
 * neither would end. Throws MIGRATION_LOCKED after `waitMs`.
 */
export async function withMigrationLock<T>(
  client: Client,
  waitMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const { PG_MIGRATE_LOCK_ID: id } = await import("node-pg-migrate");
  for (const end = Date.now() + waitMs; !(await tryLock(client, id)); await delay(pollMs)) {
    if (Date.now() < end) continue;
    throw new SeaworthyError(
      "MIGRATION_LOCKED",
      `Another migration run has held the database lock for ${waitMs} ms. Wait until it has finished.`,
      {
        retryable: true,
      },
    );
  }
  try {
    return await work();
  } finally {
    await client.query("select pg_advisory_unlock($1)", [id]);
  }
}

async function tryLock(client: Client, id: number): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    "select pg_try_advisory_lock($1) as locked",
    [id],
  );
  return rows[0]?.locked ?? false;
}
