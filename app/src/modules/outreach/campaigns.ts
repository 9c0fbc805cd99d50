import { claimsOf } from "@seaworthy/platform/auth/signed-in";
import { identityOf, type Sql, serviceFor } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import {
  type Account,
  type Campaign,
  mostAccounts,
  mostCampaigns,
  type NewAccount,
  type NewCampaign,
} from "./campaign.ts";
import { getPreferences } from "./settings/preferences.ts";

const columns = (sql: Sql) => sql`id, account_id as "accountId", list_id as "listId", name, subject,
  status, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt"`;
const accountColumns = (sql: Sql) => sql`id, address, name, daily_quota as "dailyQuota",
  case when counted_on = current_date then emails_sent_today else 0 end as "emailsSentToday",
  is_active as "isActive"`;

export const noSuchCampaign = () => new AppError("NOT_FOUND", "Campaign not found.");

export async function listCampaigns(c: AppContext): Promise<Campaign[]> {
  return c.var.services.database.read(identityOf(claimsOf(c)), async (sql) => [
    ...(await sql<Campaign[]>`
      select ${columns(sql)} from campaigns where user_id = (select auth.uid())
      order by campaigns.created_at desc, id desc limit ${mostCampaigns}`),
  ]);
}

export async function listAccounts(c: AppContext): Promise<Account[]> {
  return c.var.services.database.read(identityOf(claimsOf(c)), async (sql) => [
    ...(await sql<Account[]>`
      select ${accountColumns(sql)} from accounts where user_id = (select auth.uid()) and is_active
      order by accounts.created_at, id limit ${mostAccounts}`),
  ]);
}

/** Throws CONFLICT when the user already has this address. */
export async function createAccount(c: AppContext, given: NewAccount): Promise<Account> {
  const claims = claimsOf(c);
  const dailyQuota = given.dailyQuota ?? (await getPreferences(c)).dailyQuota;
  const [made] = await c.var.services.database.as(
    serviceFor(claims),
    (sql) => sql<Account[]>`
      insert into accounts (user_id, address, name, daily_quota)
      values (${claims.sub}, ${given.address}, ${given.name ?? ""}, ${dailyQuota})
      on conflict (user_id, address) do update set
        name = excluded.name, daily_quota = excluded.daily_quota, is_active = true
      returning ${accountColumns(sql)}`,
    { idempotent: true },
  );
  return stored(made);
}

/** Throws NOT_FOUND for another user's sender. */
export async function createCampaign(c: AppContext, given: NewCampaign): Promise<Campaign> {
  const claims = claimsOf(c);
  const signature = given.signature ?? (await getPreferences(c)).signature;
  const made = await c.var.services.database.as(serviceFor(claims), async (sql) => {
    await needAccount(sql, claims.sub, given.accountId);
    const [row] = await sql<Campaign[]>`
      insert into campaigns (user_id, account_id, list_id, name, subject, body,
        signature)
      values (${claims.sub}, ${given.accountId ?? null}::uuid,
        coalesce(${given.listId ?? null}::uuid, gen_random_uuid()), ${given.name},
        ${given.subject}, ${given.body}, ${signature})
      returning ${columns(sql)}`;
    return row;
  });
  return stored(made);
}

async function needAccount(sql: Sql, owner: string, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const found = await sql`select 1 from accounts where id = ${id} and user_id = ${owner}`;
  if (found.length === 0) throw new AppError("NOT_FOUND", "Sender not found.");
}

/**
 * Queues a mail to each lead that has none yet; starting again queues nothing twice. Throws
 * NOT_FOUND, and CONFLICT without a sender.
 */
export async function startCampaign(c: AppContext, id: string): Promise<Campaign> {
  const claims = claimsOf(c);
  return c.var.services.database.as(serviceFor(claims), async (sql) => {
    const [started] = await sql<Campaign[]>`
      update campaigns set status = 'active', account_id = coalesce(account_id, (
        select a.id from accounts a where a.user_id = ${claims.sub} and a.is_active
        order by a.created_at, a.id limit 1))
      where id = ${id} and user_id = ${claims.sub} returning ${columns(sql)}`;
    if (started === undefined) throw noSuchCampaign();
    if (started.accountId === null)
      throw new AppError("CONFLICT", "Add a sender first: POST /rest/accounts.");
    await sql`
      insert into emails (user_id, campaign_id, lead_id)
      select l.user_id, l.campaign_id, l.id from leads l
      where l.campaign_id = ${id} and l.status in ('new', 'contacted')
        and not exists (select from suppressions s where s.user_id = l.user_id
          and s.list_id = ${started.listId}
          and s.email_hash = encode(sha256(convert_to(l.email, 'utf8')), 'hex'))
      on conflict (campaign_id, lead_id) do nothing`;
    return started;
  });
}

/** Returns reserved mails to the queue and their slots to the quota. Throws NOT_FOUND. */
export async function pauseCampaign(c: AppContext, id: string): Promise<Campaign> {
  const claims = claimsOf(c);
  return c.var.services.database.as(serviceFor(claims), async (sql) => {
    await sql`select pause_campaign(${id}, ${claims.sub})`;
    const [paused] = await sql<Campaign[]>`
      select ${columns(sql)} from campaigns where id = ${id} and user_id = ${claims.sub}`;
    if (paused === undefined) throw noSuchCampaign();
    return paused;
  });
}

/** Returns the number changed; other users' mails and mails being sent are skipped. */
export async function setEmailStatus(
  c: AppContext,
  ids: readonly string[],
  status: string,
): Promise<number> {
  const [row] = await c.var.services.database.as(
    serviceFor(claimsOf(c)),
    (sql) => sql<{ changed: number }[]>`
      select batch_update_email_status(
        array(select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid), ${status}
      ) as changed`,
  );
  return row?.changed ?? 0;
}

function stored<T>(row: T | undefined): T {
  if (row === undefined) throw new AppError("INTERNAL", "The row was not stored.");
  return row;
}
