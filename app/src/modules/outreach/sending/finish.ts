import type { Sql } from "@seaworthy/platform/database/database";
import type { MailOutcome } from "@seaworthy/platform/mail/outcome";
import { suppress } from "../unsubscribe.ts";
import { emitEvent } from "../webhooks/emit.ts";
import type { ClaimedEmail } from "./claim.ts";

type EmailStatus = "sent" | "bounced" | "failed" | "suppressed" | "unknown";

/** How an attempt ended. */
export type EmailEnd =
  | { readonly status: EmailStatus; readonly code?: string; readonly providerId?: string }
  | { readonly status: "reserved"; readonly code: string; readonly afterMs: number }
  /** Back to the queue: the campaign is paused. */
  | { readonly status: "queued" };

/** Attempts before a mail is given up. */
const mostAttempts = 20;

export function endOf(outcome: MailOutcome, attempts: number): EmailEnd {
  switch (outcome.outcome) {
    case "accepted":
      return { status: "sent", providerId: outcome.id };
    case "unknown":
      return { status: "unknown", code: outcome.code };
    case "rejected":
      return rejection(outcome.code);
    case "retry":
      return attempts >= mostAttempts
        ? { status: "failed", code: outcome.code }
        : { status: "reserved", code: outcome.code, afterMs: outcome.afterMs };
  }
}

/** Codes of providers that mean a permanent rejection of the address. */
const deadAddress = /^smtp_55[0-4]_5\.1\./;

function rejection(code: string): EmailEnd {
  // An attempt with the same key but different content was accepted.
  if (code === "invalid_idempotent_request") return { status: "unknown", code };
  return { status: deadAddress.test(code) ? "bounced" : "failed", code };
}

/**
 * Stores the result with its event and webhooks, in one transaction; false when another worker has
 * taken the mail. An unsent mail's slot returns to the quota of its day.
 */
export async function finishEmail(
  sql: Sql,
  email: ClaimedEmail,
  end: EmailEnd,
  nowMs: number,
): Promise<boolean> {
  const isOver = end.status !== "reserved" && end.status !== "queued";
  const [kept] = await sql<{ reservedOn: string | null }[]>`
    update emails set status = ${end.status}, lease_token = null, lease_until = null,
      error_code = ${"code" in end ? (end.code ?? null) : null},
      provider_id = ${"providerId" in end ? (end.providerId ?? null) : null},
      not_before = now() + ${"afterMs" in end ? end.afterMs : 0} * interval '1 millisecond',
      done_at = case when ${isOver} then now() end
    where id = ${email.id} and lease_token = ${email.leaseToken}
    returning reserved_on::text as "reservedOn"`;
  if (kept === undefined) return false;
  if (["failed", "bounced", "suppressed", "queued"].includes(end.status))
    await sql`select return_places(${email.accountId}, 1, ${kept.reservedOn}::text::date)`;
  if (end.status === "sent") await noteSent(sql, email, nowMs);
  if (end.status === "bounced") await noteBounce(sql, email, nowMs);
  return true;
}

async function noteSent(sql: Sql, email: ClaimedEmail, nowMs: number): Promise<void> {
  const { id, userId, leadId } = email;
  await sql`insert into email_events (user_id, email_id, event_type) values (${userId}, ${id}, 'sent')`;
  await sql`update leads set status = 'contacted' where id = ${leadId} and status = 'new'`;
  await emitEvent(sql, eventOf(email, "sent", nowMs));
}

async function noteBounce(sql: Sql, email: ClaimedEmail, nowMs: number): Promise<void> {
  const { id, userId } = email;
  await sql`insert into email_events (user_id, email_id, event_type) values (${userId}, ${id}, 'bounced')`;
  await suppress(sql, { ...email, emailId: id }, "bounced", nowMs);
  await emitEvent(sql, eventOf(email, "bounced", nowMs));
}

const eventOf = (
  { id, userId, leadId, campaignId }: ClaimedEmail,
  what: "sent" | "bounced",
  occurredAtMs: number,
) => ({
  ...{ userId, type: `email.${what}`, messageId: `msg_${what}_${id}`, occurredAtMs },
  data: { emailId: id, leadId, campaignId },
});
