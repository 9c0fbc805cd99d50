import { type Database, type Sql, service } from "../database/database.ts";

export interface ListedJob {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly tenant: string;
  readonly status: string;
  readonly attempts: number;
  readonly errorCode: string | null;
  readonly runAt: string;
  readonly createdAt: string;
}

export interface JobCounts {
  readonly kind: string;
  readonly queued: number;
  readonly running: number;
  readonly dead: number;
  /** How long the oldest due job has waited. */
  readonly oldestQueuedSeconds: number;
}

/** Newest first; payloads may contain personal data and are not shown. */
export async function listJobs(
  sql: Sql,
  { status, kind, limit }: { status: string; kind?: string | undefined; limit: number },
): Promise<ListedJob[]> {
  const rows = await sql<ListedJob[]>`
    select id, kind, key, tenant, status, attempts, error_code as "errorCode",
      to_json(run_at) #>> '{}' as "runAt", to_json(created_at) #>> '{}' as "createdAt"
    from public.jobs where status = ${status} and (${kind ?? null}::text is null or kind = ${kind ?? null})
    order by coalesce(done_at, run_at) desc limit ${limit}`;
  return [...rows];
}

export async function countJobs(sql: Sql): Promise<JobCounts[]> {
  const rows = await sql<JobCounts[]>`
    select kind,
      count(*) filter (where status = 'queued')::int as queued,
      count(*) filter (where status = 'running')::int as running,
      count(*) filter (where status = 'dead')::int as dead,
      greatest(0, coalesce(max(extract(epoch from now() - run_at))
        filter (where status = 'queued'), 0))::float8 as "oldestQueuedSeconds"
    from public.jobs where status <> 'done' group by kind order by kind`;
  return [...rows];
}

/** Queues dead jobs again, with all their attempts. Returns the kinds of the queued jobs. */
export function replayJobs(
  database: Database,
  which: { readonly id: string } | { readonly kind: string },
): Promise<string[]> {
  const [id, kind] = "id" in which ? [which.id, null] : [null, which.kind];
  return database.as(service, async (sql) => {
    // A dead job whose key has a live job stays dead: that job does its work.
    const rows = await sql<{ kind: string }[]>`
      update public.jobs j set status = 'queued', attempts = 0, run_at = now(), done_at = null,
        error_code = null
      where id in (
        select distinct on (d.kind, d.key) d.id from public.jobs d
        where d.status = 'dead' and (d.id = ${id}::uuid or d.kind = ${kind}::text)
          and not exists (select 1 from public.jobs a where a.kind = d.kind and a.key = d.key
            and a.status in ('queued', 'running'))
        order by d.kind, d.key, d.done_at desc limit 1000)
      returning kind`;
    return rows.map((row) => row.kind);
  });
}
