import type { Sql } from "@seaworthy/platform/database/database";
import type { Place } from "@seaworthy/platform/keyset/keyset";
import { keysetTime } from "@seaworthy/platform/keyset/keyset-columns";
import { type Insight, type SavedPage, type SavedStatus, savedLast } from "./insight.ts";
import { insightColumns } from "./queries.ts";

interface SavedRow {
  readonly insightId: string;
  readonly status: SavedStatus;
  readonly savedAt: string;
}

/** The current user's saved insights, last saved first: two queries, whatever the page size. */
export async function readSaved(
  sql: Sql,
  { limit, status }: { limit: number; status: SavedStatus },
  after: Place | undefined,
): Promise<SavedPage> {
  const rows = await sql<SavedRow[]>`
    select insight_id as "insightId", status, ${keysetTime(sql, "saved_at")} as "savedAt"
    from saved_insights
    where user_id = (select auth.uid()) and status = ${status} and ${savedLast.after(sql, after)}
    order by ${savedLast.order(sql)} limit ${savedLast.limit(limit)}`;
  const page = rows.slice(0, limit);
  const ids = JSON.stringify(page.map(({ insightId }) => insightId));
  const found = await sql<Insight[]>`
    select ${insightColumns(sql)} from insights
    where id in (select jsonb_array_elements_text(${ids}::text::jsonb)::uuid)
      and deleted_at is null`;
  const byId = new Map(found.map((insight) => [insight.id, insight]));
  return {
    // Deleted insights are left out.
    saved: page.flatMap(({ insightId, status, savedAt }) => {
      const insight = byId.get(insightId);
      return insight === undefined ? [] : [{ status, savedAt, insight }];
    }),
    nextCursor: savedLast.nextCursor(rows, limit, status),
  };
}

/** As the current user. False when the insight is not found. */
export async function saveInsight(sql: Sql, id: string, status: SavedStatus): Promise<boolean> {
  const saved = await sql`
    with known as (select id from insights where id = ${id} and deleted_at is null),
    saved as (
      insert into saved_insights (user_id, insight_id, status)
      select auth.uid(), id, ${status} from known
      on conflict (user_id, insight_id) do update set status = excluded.status
      where saved_insights.status <> excluded.status
      returning insight_id),
    noted as (
      insert into interactions (insight_id, user_id, type)
      select insight_id, auth.uid(), ${status} from saved)
    select 1 from known`;
  return saved.length > 0;
}

export async function unsaveInsight(sql: Sql, id: string): Promise<void> {
  await sql`
    with gone as (
      delete from saved_insights where user_id = auth.uid() and insight_id = ${id} returning insight_id)
    insert into interactions (insight_id, user_id, type)
    select insight_id, auth.uid(), 'unsaved' from gone`;
}
