import { type Database, type Sql, service } from "@seaworthy/platform/database/database";
import { tokenHash } from "./unsubscribe-link.ts";
import { emitEvent } from "./webhooks/emit.ts";

export interface Recipient {
  readonly emailId: string;
  readonly userId: string;
  readonly leadId: string;
  readonly campaignId: string;
  readonly listId: string;
  readonly address: string;
  readonly campaign: string;
  readonly isOut: boolean;
}

/** The recipient of a link; undefined for an invalid link and for a deleted mail. */
export async function recipientOf(
  database: Database,
  token: string,
): Promise<Recipient | undefined> {
  const hash = await tokenHash(token);
  if (hash === undefined) return undefined;
  const [found] = await database.read(
    service,
    (sql) => sql<Recipient[]>`
      select e.id as "emailId", e.user_id as "userId", l.id as "leadId", c.id as "campaignId",
        c.list_id as "listId", l.email as address, c.name as campaign,
        exists (select from suppressions s where s.user_id = e.user_id and s.list_id = c.list_id
          and s.email_hash = ${addressHash(sql)}) as "isOut"
      from emails e join leads l on l.id = e.lead_id join campaigns c on c.id = e.campaign_id
      where e.unsubscribe_hash = ${hash}`,
  );
  return found;
}

/** Hash of `l.email`, as stored in suppressions. */
export const addressHash = (sql: Sql) => sql`encode(sha256(convert_to(l.email, 'utf8')), 'hex')`;

export type Reason = "unsubscribed" | "bounced" | "complained";

/**
 * Stops mails of the list to that recipient. Idempotent: the event and webhooks are created only
 * the first time.
 */
export async function suppress(
  sql: Sql,
  recipient: Omit<Recipient, "address" | "campaign" | "isOut">,
  reason: Reason,
  nowMs: number,
): Promise<void> {
  const { userId, listId, leadId, emailId, campaignId } = recipient;
  const added = await sql`
    insert into suppressions (user_id, list_id, email_hash, reason)
    select ${userId}, ${listId}, ${addressHash(sql)}, ${reason} from leads l where l.id = ${leadId}
    on conflict (user_id, list_id, email_hash) do nothing returning 1`;
  if (added.length === 0) return;
  await sql`
    update leads set status = ${reason === "unsubscribed" ? "unsubscribed" : "bounced"}
    where id = ${leadId}`;
  if (reason !== "unsubscribed") return;
  await sql`insert into email_events (user_id, email_id, event_type) values (${userId}, ${emailId}, 'unsubscribed')`;
  await emitEvent(sql, {
    ...{ userId, type: "lead.unsubscribed", messageId: `msg_unsubscribed_${emailId}` },
    occurredAtMs: nowMs,
    data: { leadId, campaignId, emailId },
  });
}
