import { type Database, type Sql, service } from "@seaworthy/platform/database/database";
import { addressHash } from "../unsubscribe.ts";

/** A mail that this worker may send until its lease expires. */
export interface ClaimedEmail {
  readonly id: string;
  readonly userId: string;
  readonly campaignId: string;
  readonly leadId: string;
  readonly accountId: string;
  readonly listId: string;
  readonly leaseToken: string;
  readonly attempts: number;
  readonly unsubscribeHash: string | null;
  readonly to: string;
  readonly toName: string;
  readonly fromAddress: string;
  readonly fromName: string;
  readonly settingsVersion: number;
}

/**
 * Much longer than a provider call may take; a worker that exceeds it loses the mail to another.
 */
const lease = "2 minutes";
/** Providers remember an idempotency key for 24 hours: a later retry could send twice. */
const keyKnown = "23 hours";

/**
 * The next mail to send: a reserved one that is due, or one whose lease expired while the provider
 * still knows its idempotency key.
 */
export async function claimEmail(
  database: Database,
  repeatable: boolean,
): Promise<ClaimedEmail | undefined> {
  const [row] = await database.as(
    service,
    (sql) => sql<ClaimedEmail[]>`
      update emails e set status = 'sending', attempts = e.attempts + 1,
        lease_token = gen_random_uuid(),
        lease_until = clock_timestamp() + ${lease}::text::interval,
        first_tried_at = coalesce(e.first_tried_at, now())
      from campaigns c, leads l, accounts a
      where c.id = e.campaign_id and l.id = e.lead_id and a.id = e.account_id and e.id = (
        select x.id from emails x
        where x.not_before <= now() and (
          (x.status = 'reserved' and x.reserved_on = quota_day())
          or (x.status = 'sending' and x.lease_until < now() and ${repeatable}
            and x.first_tried_at > now() - ${keyKnown}::text::interval))
        order by x.not_before, x.id limit 1 for update of x skip locked)
      returning e.id, e.user_id as "userId", e.campaign_id as "campaignId", e.lead_id as "leadId",
        e.account_id as "accountId", c.list_id as "listId", e.lease_token as "leaseToken",
        e.attempts, e.unsubscribe_hash as "unsubscribeHash", l.email as to, l.name as "toName",
        a.address as "fromAddress", a.name as "fromName",
        c.settings_version as "settingsVersion"`,
  );
  return row;
}

/**
 * Marks mails whose worker died while sending and that cannot be resent without risking a
 * duplicate: the user decides. Returns the number marked.
 */
export async function markUnknown(database: Database, repeatable: boolean): Promise<number> {
  const rows = await database.as(
    service,
    (sql) => sql`
      update emails set status = 'unknown', error_code = 'worker_lost', lease_token = null,
        lease_until = null, done_at = now()
      where status = 'sending' and lease_until < now() and (not ${repeatable}
        or first_tried_at <= now() - ${keyKnown}::text::interval) returning 1`,
    { idempotent: true },
  );
  return rows.length;
}

/** The result of the final check before sending. */
export type LastWord = "go" | "suppressed" | "paused" | "lost";

/**
 * Runs just before the provider call and stores the link's hash: the recipient may have
 * unsubscribed since.
 */
export async function lastWord(
  sql: Sql,
  { id, leaseToken, listId, attempts }: ClaimedEmail,
  unsubscribeHash: string,
): Promise<LastWord> {
  const [row] = await sql<{ isOut: boolean; isActive: boolean }[]>`
    update emails e set unsubscribe_hash = ${unsubscribeHash} from leads l, campaigns c
    where e.id = ${id} and e.lease_token = ${leaseToken} and l.id = e.lead_id
      and c.id = e.campaign_id
    returning c.status in ('active', 'completed') as "isActive",
      exists (select from suppressions s where s.user_id = e.user_id and s.list_id = ${listId}
        and s.email_hash = ${addressHash(sql)}) as "isOut"`;
  if (row === undefined) return "lost";
  // An earlier attempt may have reached the recipient: finish what was begun.
  if (attempts > 1) return "go";
  if (row.isOut) return "suppressed";
  return row.isActive ? "go" : "paused";
}
