import type { Sql } from "@seaworthy/platform/database/database";
import type { Report } from "./research.ts";

/** The newest insights on a topic that are considered; older ones add nothing. */
const mostFound = 1_000;

export async function readSources(sql: Sql, topic: string): Promise<Report["sources"]> {
  const rows = await sql<Report["sources"]>`
    select source, count(*)::int as insights from (${about(sql, topic)}) found
    group by source order by count(*) desc, source limit 20`;
  return [...rows];
}

export async function readNewest(sql: Sql, topic: string): Promise<Report["newest"]> {
  const rows = await sql<Report["newest"]>`
    select id, title from (${about(sql, topic)}) found order by created_at desc, id desc limit 10`;
  return [...rows];
}

export async function readTrend(sql: Sql, topic: string): Promise<Pick<Report, "found" | "trend">> {
  const [row] = await sql<[{ found: number; points: number; mean: number | null }]>`
    select count(distinct found.id)::int as found, count(p.place)::int as points, avg(p.value) as mean
    from (${about(sql, topic)}) found left join trend_points p on p.insight_id = found.id`;
  return { found: row.found, trend: { points: row.points, mean: row.mean } };
}

/** Matches all words of the topic; special characters in it are harmless. */
function about(sql: Sql, topic: string): ReturnType<Sql> {
  return sql`
    select id, title, source, created_at from insights
    where deleted_at is null
      and to_tsvector('simple', title || ' ' || summary) @@ plainto_tsquery('simple', ${topic})
    order by created_at desc, id desc limit ${mostFound}`;
}
