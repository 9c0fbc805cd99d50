import { type Sql, service } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import { z } from "zod";
import { suppress } from "./unsubscribe.ts";
import { emitEvent } from "./webhooks/emit.ts";

/** As Resend sends it: https://resend.com/docs/dashboard/webhooks/event-types. */
const envelope = z.object({
  type: z.string().max(100),
  created_at: z.string().max(40).optional(),
  data: z.object({ email_id: z.string().max(200).optional() }),
});

/** The provider's event types and ours. */
const types: Readonly<
  Record<string, "delivered" | "opened" | "clicked" | "bounced" | "complained">
> = {
  "email.delivered": "delivered",
  "email.opened": "opened",
  "email.clicked": "clicked",
  "email.bounced": "bounced",
  "email.complained": "complained",
};

interface Known {
  readonly emailId: string;
  readonly userId: string;
  readonly leadId: string;
  readonly campaignId: string;
  readonly listId: string;
}

/**
 * Stores an event of the mail provider once, however often it is delivered. `ignored` for an
 * irrelevant type, `unknown` for a mail that is not ours: both get a 2xx, otherwise the provider
 * would disable the endpoint. Throws BODY_MALFORMED, BODY_INVALID.
 */
export async function takeMailEvent(
  c: AppContext,
  sourceId: string,
  text: string,
): Promise<"stored" | "seen" | "ignored" | "unknown"> {
  const parsed = envelope.safeParse(parseJson(text));
  if (!parsed.success) throw new AppError("BODY_INVALID", "The body is not a mail event.");
  const type = types[parsed.data.type];
  const { email_id: providerId } = parsed.data.data;
  if (type === undefined || providerId === undefined) return "ignored";
  const { database, clock } = c.var.services;
  return database.as(
    service,
    async (sql) => {
      const known = await knownBy(sql, providerId);
      if (known === undefined) return "unknown";
      const stored = await sql`
        insert into email_events (user_id, email_id, event_type, source_id)
        values (${known.userId}, ${known.emailId}, ${type}, ${sourceId})
        on conflict (source_id) do nothing returning 1`;
      if (stored.length === 0) return "seen";
      if (type === "bounced" || type === "complained") await end(sql, known, type, clock.now());
      await emitEvent(sql, {
        ...{ userId: known.userId, type: `email.${type}`, occurredAtMs: clock.now() },
        messageId: `msg_${type}_${known.emailId}`,
        data: { emailId: known.emailId, leadId: known.leadId, campaignId: known.campaignId },
      });
      return "stored";
    },
    { idempotent: true },
  );
}

async function knownBy(sql: Sql, providerId: string): Promise<Known | undefined> {
  const [known] = await sql<Known[]>`
    select e.id as "emailId", e.user_id as "userId", e.lead_id as "leadId",
      e.campaign_id as "campaignId", c.list_id as "listId"
    from emails e join campaigns c on c.id = e.campaign_id where e.provider_id = ${providerId}`;
  return known;
}

async function end(
  sql: Sql,
  known: Known,
  reason: "bounced" | "complained",
  nowMs: number,
): Promise<void> {
  if (reason === "bounced")
    await sql`update emails set status = 'bounced' where id = ${known.emailId} and status = 'sent'`;
  await suppress(sql, known, reason, nowMs);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("BODY_MALFORMED", "The body is not valid JSON.", { cause });
  }
}
