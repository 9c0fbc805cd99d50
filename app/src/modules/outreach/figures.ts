import type { Sql } from "@seaworthy/platform/database/database";

/** Of what is sent, `email_events` has a row for each mail. */
export async function mailsPerHour(sql: Sql): Promise<number | null> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from email_events
    where event_type = 'sent' and occurred_at > now() - interval '1 hour'`;
  return row?.count ?? null;
}

/** Null without an attempt in the last hour. */
export async function webhookSuccessRate(sql: Sql): Promise<number | null> {
  const [row] = await sql<{ share: number | null }[]>`
    select avg((code like 'http_2%')::int)::float8 as share from webhook_attempts
    where attempted_at > now() - interval '1 hour'`;
  return row?.share ?? null;
}

/** Null before anyone was contacted. */
export async function conversionRate(sql: Sql): Promise<number | null> {
  const [row] = await sql<{ share: number | null }[]>`
    select avg((status = 'replied')::int)::float8 as share from leads where status <> 'new'`;
  return row?.share ?? null;
}
