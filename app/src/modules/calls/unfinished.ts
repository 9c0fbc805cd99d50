import { type Database, service } from "@seaworthy/platform/database/database";

/** No vendor lets a call run longer: Vapi's `maxDurationSeconds` is at most 43,200. */
const longestCallHours = 12;

/**
 * Ends calls whose final event never arrived: by default `end-of-call-report` is sent once, without
 * retries. Returns the number ended. Run by cron.
 */
export async function endUnfinishedCalls(database: Database): Promise<number> {
  const ended = await database.as(
    service,
    (sql) => sql`
      update calls set status = 'ended', ended_reason = 'no-final-event', ended_at = last_event_at
      where id in (
        select id from calls
        where status <> 'ended'
          and coalesce(last_event_at, created_at) < now() - make_interval(hours => ${longestCallHours})
        order by created_at limit 1000 for update skip locked
      )
      returning 1`,
    { idempotent: true },
  );
  return ended.length;
}
