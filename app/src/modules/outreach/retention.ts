import type { Database } from "@seaworthy/platform/database/database";
import { deleteInBatches } from "@seaworthy/platform/database/database-batches";

/**
 * Deletes webhooks that were delivered or given up more than 30 days ago, and call counts after a
 * day.
 */
export async function deleteExpired(database: Database): Promise<number> {
  const deliveries = await deleteInBatches(
    database,
    (sql, rows) => sql`
      with gone as (delete from webhook_deliveries where id in (
        select id from webhook_deliveries where done_at < now() - interval '30 days' limit ${rows})
        returning 1)
      select count(*)::int as deleted from gone`,
  );
  const calls = await deleteInBatches(
    database,
    (sql, rows) => sql`
      with gone as (delete from api_calls where minute in (
        select minute from api_calls where minute < now() - interval '1 day' limit ${rows})
        returning 1)
      select count(*)::int as deleted from gone`,
  );
  return deliveries + calls;
}
