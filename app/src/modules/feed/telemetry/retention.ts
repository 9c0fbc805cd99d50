import { type Database, service } from "@seaworthy/platform/database/database";

const keepDays = 30;
const batchRows = 5_000;
/** Limits one run; the next run deletes the rest. */
const maxBatches = 200;

/**
 * Deletes usage events older than 30 days, in short transactions, and returns the number deleted.
 */
export async function deleteExpiredUsage(database: Database): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < maxBatches; batch++) {
    const deleted = await database.as(service, async (sql) => {
      const [row] = await sql<{ deleted: number }[]>`
        select delete_expired_usage_events(make_interval(days => ${keepDays}), ${batchRows}) as deleted`;
      return row?.deleted ?? 0;
    });
    total += deleted;
    if (deleted < batchRows) break;
  }
  return total;
}
