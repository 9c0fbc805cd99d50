import type { Sql } from "@seaworthy/platform/database/database";

/** By the usage that their clients report (`POST /rest/usage`). */
export async function activeUsers(sql: Sql): Promise<number | null> {
  const [row] = await sql<{ count: number }[]>`
    select count(distinct user_id)::int as count from usage_events
    where user_id is not null and occurred_at > now() - interval '24 hours'`;
  return row?.count ?? null;
}
