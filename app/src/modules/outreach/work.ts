import type { Mail } from "@seaworthy/platform/mail/mail";
import { openMail } from "@seaworthy/platform/mail/open-mail";
import type { ScheduledContext } from "@seaworthy/platform/schedules/scheduled-context";
import { completeCampaigns, reserveBatches } from "./sending/campaigns.ts";
import { markUnknown } from "./sending/claim.ts";
import { sendNext } from "./sending/send.ts";
import { deliverNext } from "./webhooks/deliveries.ts";

/** Cloudflare allows six connections per invocation to wait for response headers. */
const mostAtOnce = 6;
/** Time reserved for the last ones to finish. */
const reserveMs = 90_000;
/** Mails per round: webhooks wait at most one round. */
const mailsOfRound = 600;

/**
 * Processes everything due: batches of active campaigns, mails, webhooks. Concurrent runs share the
 * work; whatever a killed run leaves, the next one finds.
 */
export async function workOnWhatIsDue(context: ScheduledContext): Promise<void> {
  const { services, bindings, log } = context;
  const { database, deadline, clock } = services;
  const mail = bindings.MAIL === undefined ? undefined : openMail(bindings, clock);
  const hasTime = () => deadline.remainingMs() > reserveMs;
  for (let moved = true; moved && hasTime(); ) {
    const sent = mail === undefined ? 0 : await sendRound(context, mail, hasTime);
    const delivered = await many(mailsOfRound, hasTime, () => deliverNext(context));
    moved = sent + delivered > 0;
  }
  await completeCampaigns(database);
  log.info("outreach.worked", { remainingMs: deadline.remainingMs() });
}

async function sendRound(
  context: ScheduledContext,
  mail: Mail,
  hasTime: () => boolean,
): Promise<number> {
  const { database } = context.services;
  const unknown = await markUnknown(database, mail.repeatable);
  if (unknown > 0) context.log.error("emails.unknown", { count: unknown });
  await reserveBatches(database);
  return many(mailsOfRound, hasTime, () => sendNext(context, mail));
}

/** Repeats it until nothing is left, several at once. Returns the count. */
async function many(
  most: number,
  hasTime: () => boolean,
  next: () => Promise<boolean>,
): Promise<number> {
  let done = 0;
  const worker = async () => {
    while (done < most && hasTime() && (await next())) done++;
  };
  await Promise.all(Array.from({ length: mostAtOnce }, worker));
  return done;
}
