import { type Database, service } from "@seaworthy/platform/database/database";
import { deleteInBatches } from "@seaworthy/platform/database/database-batches";
import type { ScheduledContext } from "@seaworthy/platform/schedules/scheduled-context";
import { endLost } from "./research/requests.ts";

/**
 * Deletes insights hidden 30 days ago, trends and interactions after 90 days, research after 180.
 */
export async function deleteOld(database: Database): Promise<number> {
  const insights = await deleteInBatches(
    database,
    (sql, rows) => sql`select public.delete_old_insights(${rows}) as deleted`,
  );
  const research = await deleteInBatches(
    database,
    (sql, rows) => sql`select public.delete_old_research(${rows}) as deleted`,
  );
  return insights + research;
}

export async function endLostResearch({ services, log }: ScheduledContext): Promise<void> {
  const ended = await services.database.as(service, endLost);
  if (ended > 0) log.warn("research.lost", { ended });
}
