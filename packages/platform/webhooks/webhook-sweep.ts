import { type Database, type Sql, service } from "../database/database.ts";

/** Well above the initial wait between two attempts of an event's job. */
const stuckMinutes = 15;

/**
 * Marks events as dead whose job is dead: a worker killed during its last attempt cannot do it.
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

/** Events acknowledged some time ago that are not done and have no live job. */
export async function countStuckEvents(sql: Sql): Promise<number> {
  const [row] = await sql<{ stuck: number }[]>`
    select count(*)::int as stuck from public.webhook_events o
    where ${isOpen(sql)}
      and o.received_at < now() - make_interval(mins => ${stuckMinutes}) and not ${hasLiveJob(sql)}`;
  return row?.stuck ?? 0;
}

/** The second part makes the query use the index of open events. */
function isOpen(sql: Sql) {
  return sql`o.status in ('received', 'processing', 'failed') and o.status not in ('done', 'ignored')`;
}

function hasLiveJob(sql: Sql) {
  return sql`exists (
    select from public.jobs l
    where l.key = o.source || ':' || o.event_id and l.status in ('queued', 'running'))`;
}
