import { type Database, type Sql, service } from "../database/database.ts";

/** Well above what an event waits for between two attempts of its job at first. */
const stuckMinutes = 15;

/**
 * Marks events as dead whose job is: a worker that is killed in its last attempt can't do it.
 * Returns how many it found. For a cron.
 */
export async function sweepEvents(database: Database): Promise<number> {
  const swept = await database.as(
    service,
    (sql) => sql`
      update public.webhook_events e set status = 'dead', error_code = coalesce(j.error_code, 'LEASE_LOST')
      from (
        select o.source, o.event_id, d.error_code
        from public.webhook_events o
        join public.jobs d on d.key = o.source || ':' || o.event_id and d.status = 'dead'
        where ${isOpen(sql)} and not ${hasLiveJob(sql)}
        limit 1000
      ) j
      where e.source = j.source and e.event_id = j.event_id
        and e.status in ('received', 'processing', 'failed')
      returning 1`,
    { idempotent: true },
  );
  return swept.length;
}

/** Events that were acknowledged some time ago, are not done, and that no job works on. */
export async function countStuckEvents(sql: Sql): Promise<number> {
  const [row] = await sql<{ stuck: number }[]>`
    select count(*)::int as stuck from public.webhook_events o
    where ${isOpen(sql)}
      and o.received_at < now() - make_interval(mins => ${stuckMinutes}) and not ${hasLiveJob(sql)}`;
  return row?.stuck ?? 0;
}

/** The second part is what the index of open events is for. */
function isOpen(sql: Sql) {
  return sql`o.status in ('received', 'processing', 'failed') and o.status not in ('done', 'ignored')`;
}

function hasLiveJob(sql: Sql) {
  return sql`exists (
    select from public.jobs l
    where l.key = o.source || ':' || o.event_id and l.status in ('queued', 'running'))`;
}
