import { compare, type Finding } from "../../../../testing/kills/compare.ts";
import type { KillRig } from "../../../../testing/kills/rig.ts";
import type { KillWorkload } from "../../../../testing/kills/workload.ts";
import { type MailCloud, startMailCloud } from "./mail-cloud.ts";
import { newOwner } from "./owner.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

/** Of the campaign that is started before each kill. */
const leads = 5;

/** Campaigns that are sent by mail and announced to a customer's receiver. */
export const kills: KillWorkload = async () => {
  const mail = await startMailCloud();
  const receiver = await startReceiver();
  return {
    configuration: { webhooks: { loopback: true, timeoutSeconds: 5 } },
    vars: mail.vars,
    endLeases: [expiredMails, expiredDeliveries],
    makeDue: [
      "update emails set not_before = now() where status = 'reserved'",
      "update webhook_deliveries set next_at = now() where status = 'queued'",
      "update webhook_endpoints set open_until = '-infinity'",
      expiredMails,
      expiredDeliveries,
    ],
    unfinished: {
      emails: `select count(*)::int from emails
        where status in ('queued', 'reserved', 'sending')`,
      deliveries: `select count(*)::int from webhook_deliveries
        where status in ('queued', 'delivering')`,
    },
    open: async (rig) => {
      const begun: string[] = [];
      return {
        begin: async () => {
          const campaign = await startCampaign(rig, receiver.url);
          if (campaign !== undefined) begun.push(campaign);
          return campaign !== undefined;
        },
        audit: async () => [
          await mailsOf(rig, mail, begun),
          await messagesOf(rig, receiver.received, begun),
        ],
        wrongCounters: () => wrongCounters(rig, begun),
      };
    },
    close: async () => {
      receiver.close();
      await mail.close();
    },
  };
};

const expiredMails =
  "update emails set lease_until = now() - interval '1 second' where status = 'sending'";
const expiredDeliveries = `update webhook_deliveries set lease_until = now() - interval '1 second'
  where status = 'delivering'`;

/** The id of a new owner's campaign; undefined when not every part of it was acknowledged. */
async function startCampaign(
  { stack, worker }: KillRig,
  receiverUrl: string,
): Promise<string | undefined> {
  const owner = await newOwner(stack, worker());
  const endpoint = await owner.ask("POST", "/rest/webhook-endpoints", { url: receiverUrl });
  if (endpoint.status !== 201) return undefined;
  const { id } = await owner.campaign(leads);
  const emails = await stack.admin`select 1 from emails where campaign_id = ${id}`;
  return emails.length === leads ? id : undefined;
}

type Ids = readonly string[];

/** Mails that reached the provider, compared with the leads of the campaigns that were begun. */
async function mailsOf(
  { stack: { admin } }: KillRig,
  { mails }: MailCloud,
  begun: Ids,
): Promise<Finding> {
  const all = await admin`select email, campaign_id = any (${begun}::uuid[]) as owed from leads`;
  const owed = all.filter((lead) => lead.owed).map(({ email }) => String(email));
  const sent = (await mails(20_000)).map(({ to }) => addressOf(to));
  // Leads of campaigns whose start was not acknowledged may get mails too.
  const allowed = all.map(({ email }) => String(email));
  return compare("mails", owed, sent, allowed);
}

const addressOf = (mailbox: string) => /<(.+)>$/.exec(mailbox)?.[1] ?? mailbox;

/** Webhook messages to customers: each mail's single message id, delivered at least once. */
async function messagesOf(
  { stack: { admin } }: KillRig,
  received: Receiver["received"],
  begun: Ids,
): Promise<Finding> {
  const emails = await admin`select id, campaign_id = any (${begun}::uuid[]) as owed from emails`;
  const messageOf = ({ id }: { id?: unknown }) => `msg_sent_${id}`;
  const owed = emails.filter((email) => email.owed).map(messageOf);
  return compare("messages", owed, [...received.keys()], emails.map(messageOf));
}

/** Counters of the campaigns' senders and mails that do not match what they count. */
async function wrongCounters({ stack: { admin } }: KillRig, begun: Ids): Promise<Ids> {
  const rows = await admin`
    select c.id, a.emails_sent_today as counted, count(e.id)::int as sent,
      (select count(*)::int from email_events v join emails x on x.id = v.email_id
        where x.campaign_id = c.id and v.event_type = 'sent') as noted
    from campaigns c join accounts a on a.id = c.account_id
      left join emails e on e.campaign_id = c.id and e.status = 'sent'
    where c.id = any (${begun}::uuid[]) group by c.id, a.id`;
  return rows
    .filter(({ counted, sent, noted }) => counted !== sent || noted !== sent)
    .map(
      ({ id, counted, sent, noted }) => `${id}: ${counted} counted, ${sent} sent, ${noted} noted`,
    );
}
