import type { Sql } from "@seaworthy/platform/database/database";
import type { Research } from "./research.ts";

/** Finds only the current user's research. */
export async function readResearch(sql: Sql, id: string): Promise<Research | undefined> {
  const [research] = await sql<Research[]>`
    select r.id, topic, r.status, progress, error_code as "errorCode", report,
      to_json(r.created_at) #>> '{}' as "createdAt", to_json(ended_at) #>> '{}' as "endedAt"
    from research_requests r left join analyses a on a.research_id = r.id
    where r.id = ${id} and r.user_id = (select auth.uid())`;
  return research;
}

/**
 * Uses one of the user's monthly slots and stores the research, in one statement, so the last slot
 * cannot be taken twice. Undefined when none is left.
 */
export async function startResearch(
  sql: Sql,
  topic: string,
  perMonth: Readonly<Record<string, number>>,
): Promise<Research | undefined> {
  const [research] = await sql<Research[]>`
    with mine as (
      select auth.uid() as user_id, date_trunc('month', now() at time zone 'UTC')::date as month,
        (${JSON.stringify(perMonth)}::text::jsonb ->> coalesce((
          select tier from customers where user_id = auth.uid() and deleted_at is null), 'free')
        )::integer as quota),
    place as (
      insert into research_quotas as q (user_id, month, used)
      select user_id, month, 1 from mine where quota > 0
      on conflict (user_id, month) do update set used = q.used + 1
      where q.used < (select quota from mine)
      returning user_id, month),
    research as (
      insert into research_requests (user_id, month, topic)
      select user_id, month, ${topic} from place returning *),
    step as (
      insert into research_steps (research_id, place, user_id, step, progress)
      select id, 1, user_id, 'queued', 0 from research)
    select id, topic, status, progress, error_code as "errorCode", null as report,
      to_json(created_at) #>> '{}' as "createdAt", null as "endedAt" from research`;
  return research;
}

/** False when the research has ended already. The monthly slot is returned unless it succeeded. */
export async function endResearch(
  sql: Sql,
  id: string,
  ending: "done" | "failed" | "cancelled",
  code: string | null = null,
): Promise<boolean> {
  const [row] = await sql<{ ended: boolean }[]>`
    select public.end_research(${id}, ${ending}, ${code}) as ended`;
  return row?.ended === true;
}

/** False when the research has ended, for example by cancellation: stop. */
export async function noteProgress(
  sql: Sql,
  id: string,
  step: string,
  progress: number,
): Promise<boolean> {
  const noted = await sql`
    with running as (
      update research_requests set status = 'running', progress = greatest(progress, ${progress})
      where id = ${id} and status in ('queued', 'running')
      returning id, user_id)
    insert into research_steps (research_id, place, user_id, step, progress)
    select r.id, (select count(*) from research_steps s where s.research_id = r.id) + 1,
      r.user_id, ${step}, ${progress}
    from running r returning 1`;
  return noted.length > 0;
}

export interface Step {
  readonly place: number;
  readonly step: string;
  readonly progress: number;
  readonly at: string;
}

export async function readSteps(
  sql: Sql,
  id: string,
  { place, most }: { place: number; most: number },
): Promise<Step[]> {
  const rows = await sql<Step[]>`
    select place, step, progress, to_json(at) #>> '{}' as at from research_steps
    where research_id = ${id} and place > ${place} order by place limit ${most}`;
  return [...rows];
}

/**
 * Ends research whose job is dead or missing, for example because its Worker died in the last
 * attempt.
 */
export async function endLost(sql: Sql): Promise<number> {
  const rows = await sql`
    select public.end_research(r.id, 'failed', 'LOST') from research_requests r
    where r.status in ('queued', 'running') and not exists (
      select 1 from jobs j where j.kind = 'research.run' and j.key = r.id::text
        and j.status in ('queued', 'running'))
    limit 1000`;
  return rows.length;
}
