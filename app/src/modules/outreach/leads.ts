import { claimsOf } from "@seaworthy/platform/auth/signed-in";
import { identityOf, type Sql, serviceFor } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import type { Place } from "@seaworthy/platform/keyset/keyset";
import { keysetTime } from "@seaworthy/platform/keyset/keyset-columns";
import { configurationOf } from "@seaworthy/platform/modules/own";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import type { CsvRead } from "./csv.ts";
import { cleaned, type ImportResult, type Lead, newestLeads, rowProblem } from "./lead.ts";
import { outreach } from "./module.ts";

/**
 * Stores the valid rows and reports the others with their line numbers. Existing leads are
 * unchanged, so an import may be repeated. Throws NOT_FOUND for another user's campaign,
 * UNPROCESSABLE beyond the leads that a campaign may have: then nothing is stored.
 */
export async function importLeads(
  c: AppContext,
  { rows, rejected }: CsvRead,
  campaignId: string | undefined,
): Promise<ImportResult> {
  const claims = claimsOf(c);
  const judged = rows
    .map((row) => ({ ...cleaned(row), line: row.line }))
    .map((row) => ({
      ...row,
      code: rowProblem(row),
    }));
  const bad = judged.flatMap(({ line, code }) => (code === undefined ? [] : [{ line, code }]));
  const good = judged.flatMap(({ email, name, code }) =>
    code === undefined ? [{ email, name }] : [],
  );
  const imported = await c.var.services.database.as(
    serviceFor(claims),
    async (sql) => {
      await needCampaign(sql, claims.sub, campaignId);
      const stored = await sql`
        insert into leads (user_id, campaign_id, email, name)
        select ${claims.sub}, ${campaignId ?? null}::uuid, r.email, r.name
        from jsonb_to_recordset(${JSON.stringify(good)}::text::jsonb) as r (email text, name text)
        on conflict (user_id, email, campaign_id) do nothing returning 1`;
      await needRoom(c, sql, campaignId);
      return stored.length;
    },
    { idempotent: true },
  );
  c.var.log.audit("leads.imported", { userId: claims.sub, imported, rejected: bad.length });
  return {
    imported,
    duplicates: good.length - imported,
    rejected: [...rejected, ...bad].sort((one, other) => one.line - other.line),
  };
}

async function needCampaign(sql: Sql, owner: string, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const found = await sql`select 1 from campaigns where id = ${id} and user_id = ${owner}`;
  if (found.length === 0) throw new AppError("NOT_FOUND", "Campaign not found.");
}

/** Counts under the campaign's lock: two imports at once do not pass the limit together. */
async function needRoom(c: AppContext, sql: Sql, campaignId: string | undefined): Promise<void> {
  if (campaignId === undefined) return;
  const { leadsPerCampaign } = configurationOf(outreach, c.var.bindings);
  await sql`select 1 from campaigns where id = ${campaignId} for update`;
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from leads where campaign_id = ${campaignId}`;
  if ((row?.count ?? 0) > leadsPerCampaign)
    throw new AppError("UNPROCESSABLE", `A campaign can have at most ${leadsPerCampaign} leads.`);
}

export interface LeadFilter {
  readonly campaignId?: string | undefined;
  readonly status?: Lead["status"] | undefined;
}

/** The filter as stored in its cursors. */
export const filterText = ({ campaignId, status }: LeadFilter) =>
  ["leads", campaignId ?? "", status ?? ""].join(":");

/** A page of the user's leads, newest first. */
export async function listLeads(
  c: AppContext,
  filter: LeadFilter,
  limit: number,
  after: Place | undefined,
): Promise<{ leads: Lead[]; nextCursor: string | null }> {
  const rows = await c.var.services.database.read(identityOf(claimsOf(c)), (sql) =>
    selectLeads(sql, claimsOf(c).sub, filter, limit, after),
  );
  return {
    leads: rows.slice(0, limit),
    nextCursor: newestLeads.nextCursor(rows, limit, filterText(filter)),
  };
}

async function selectLeads(
  sql: Sql,
  owner: string,
  { campaignId, status }: LeadFilter,
  limit: number,
  after: Place | undefined,
): Promise<Lead[]> {
  return [
    ...(await sql<Lead[]>`
      select id, campaign_id as "campaignId", email, name, status,
        ${keysetTime(sql, "created_at")} as "createdAt"
      from leads
      where user_id = ${owner}
        ${campaignId === undefined ? sql`` : sql`and campaign_id = ${campaignId}`}
        ${status === undefined ? sql`` : sql`and status = ${status}`}
        and ${newestLeads.after(sql, after)}
      order by ${newestLeads.order(sql)} limit ${newestLeads.limit(limit)}`),
  ];
}
