import { type Database, service } from "@seaworthy/platform/database/database";

/**
 * Creates the coming months' partitions of `usage_events` and `rpc_observations`, and drops those
 * that ended more than 30 days ago. Idempotent.
 */
export async function maintainPartitions(
  database: Database,
): Promise<{ readonly made: number; readonly dropped: number }> {
  const [row] = await database.as(
    service,
    (sql) => sql<{ made: number; dropped: number }[]>`
      select made, dropped from maintain_partitions()`,
    { idempotent: true },
  );
  return row ?? { made: 0, dropped: 0 };
}

/** Days until a new row would have no partition. */
export async function partitionDaysAhead(database: Database): Promise<number> {
  const [row] = await database.read(
    service,
    (sql) => sql<{ days: number }[]>`select partition_days_ahead() as days`,
  );
  return row?.days ?? 0;
}
