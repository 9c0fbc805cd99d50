import type { Database } from "../database/database.ts";
import { deleteInBatches } from "../database/database-batches.ts";

const keepDays = { done: 7, dead: 90 } as const;

/** Deletes jobs that ended long ago; returns how many. For a cron. */
export async function deleteEndedJobs(database: Database): Promise<number> {
  let deleted = 0;
  for (const [status, days] of Object.entries(keepDays))
    deleted += await deleteInBatches(
      database,
      (sql, rows) =>
        sql`select public.delete_ended_jobs(${status}, make_interval(days => ${days}), ${rows}) as deleted`,
    );
  return deleted;
}
