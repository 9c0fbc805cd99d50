import type { Sql } from "@seaworthy/platform/database/database";
import type { Place } from "@seaworthy/platform/keyset/keyset";
import { keysetTime } from "@seaworthy/platform/keyset/keyset-columns";
import { type Insight, type InsightPage, type NewInsight, newestFirst } from "./insight.ts";

/** A page of insights, newest first, from one source or all. */
export async function readInsights(
  sql: Sql,
  { limit, source }: { limit: number; source: string | undefined },
  after: Place | undefined,
): Promise<InsightPage> {
  const ofSource = source === undefined ? sql`true` : sql`source = ${source}`;
  const rows = await sql<Insight[]>`
    select ${insightColumns(sql)} from insights
    where deleted_at is null and ${ofSource} and ${newestFirst.after(sql, after)}
    order by ${newestFirst.order(sql)} limit ${newestFirst.limit(limit)}`;
  return {
    insights: rows.slice(0, limit),
    nextCursor: newestFirst.nextCursor(rows, limit, source),
  };
}

export async function readInsight(sql: Sql, id: string): Promise<Insight | null> {
  const [insight] = await sql<Insight[]>`
    select ${insightColumns(sql)} from insights where id = ${id} and deleted_at is null`;
  return insight ?? null;
}

export async function writeInsight(
  sql: Sql,
  { title, summary, source }: NewInsight,
  by: string,
): Promise<Insight> {
  const [insight] = await sql<[Insight]>`
    insert into insights (title, summary, source, created_by)
    values (${title}, ${summary}, ${source}, ${by}) returning ${insightColumns(sql)}`;
  return insight;
}

/** Hides it; the daily run deletes it 30 days later. False if not found. */
export async function hideInsight(sql: Sql, id: string): Promise<boolean> {
  const hidden = await sql`
    update insights set deleted_at = now() where id = ${id} and deleted_at is null returning 1`;
  return hidden.length > 0;
}

export function insightColumns(sql: Sql): ReturnType<Sql> {
  return sql`id, title, summary, source, ${keysetTime(sql, "created_at")} as "createdAt"`;
}
