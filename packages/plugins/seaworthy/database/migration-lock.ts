import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Client } from "pg";

const pollMs = 100;

/**
 * Runs the work while no other migration run can, including node-pg-migrate's own CLI, whose lock
 * it uses. The lock is polled: a session waiting in `pg_advisory_lock` has a snapshot, for which
 * CREATE INDEX CONCURRENTLY in the session with the lock would wait, a deadlock. Throws
 * MIGRATION_LOCKED after `waitMs`.
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
