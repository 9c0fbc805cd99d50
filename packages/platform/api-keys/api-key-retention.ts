import type { Database } from "../database/database.ts";
import { deleteInBatches } from "../database/database-batches.ts";

/** How long a revoked or expired key is still listed. */
const endedKeysKeptDays = 90;

/** Deletes API keys that ended longer ago; returns how many. For a cron. */
export function deleteEndedApiKeys(database: Database): Promise<number> {
  return deleteInBatches(
    database,
    (sql, rows) =>
      sql`select public.delete_ended_api_keys(make_interval(days => ${endedKeysKeptDays}), ${rows}) as deleted`,
  );
}
