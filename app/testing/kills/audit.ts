import type { KillRig } from "./rig.ts";
import type { KillRun } from "./run.ts";
import { callOf, eventIdOf, postBody, rowTitle, topicOf } from "./writers.ts";

/** One kind of write, compared with the ledger. */
export interface Finding {
  readonly kind: string;
  readonly acknowledged: number;
  /** Acknowledged but not stored. */
  readonly lost: readonly string[];
  /** Stored more than once. */
  readonly doubled: readonly string[];
  /** Stored but never sent. */
  readonly invented: readonly string[];
}

type Names = readonly string[];

function compare(kind: string, acknowledged: Names, there: Names, sent: Names): Finding {
  const counts = new Map<string, number>();
  for (const one of there) counts.set(one, (counts.get(one) ?? 0) + 1);
  const known = new Set(sent);
  return {
    kind,
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((one) => !counts.has(one)),
    doubled: [...counts].flatMap(([one, count]) => (count > 1 ? [one] : [])),
    invented: [...counts.keys()].filter((one) => !known.has(one)),
  };
}

/** Compares the ledgers of acknowledged writes with what the system stored. */
export async function audit(rig: KillRig, run: KillRun): Promise<readonly Finding[]> {
  const { admin } = rig.stack;
  const written = (kind: string, nameOf: (n: number) => string, there: Names) => {
    const ledger = run.ledgers.get(kind);
    const sent = Array.from({ length: ledger?.sent() ?? 0 }, (_, n) => nameOf(n));
    return compare(kind, (ledger?.acknowledged ?? []).map(nameOf), there, sent);
  };
  const names = async (rows: PromiseLike<readonly { readonly name?: unknown }[]>) =>
    (await rows).map(({ name }) => String(name));
  return [
    written(
      "events",
      eventIdOf,
      await names(
        admin`select event_id as name from webhook_events where source = 'vapi' and status = 'done'`,
      ),
    ),
    written("posts", postBody, await names(admin`select body as name from posts`)),
    written("research", topicOf, await names(admin`select topic as name from research_requests`)),
    written("rows", rowTitle, await rowsOf(rig, run)),
    endedCalls(
      run,
      await names(admin`select vendor_call_id as name from calls c
      join call_transcripts t on t.call_id = c.id where c.status = 'ended'`),
    ),
    await mailsOf(rig, run),
    await messagesOf(rig, run),
  ];
}

/** All rows of all tables, read through the API. */
async function rowsOf({ send }: KillRig, { writers }: KillRun): Promise<Names> {
  const titles: string[] = [];
  for (const { id, owner } of writers.tables) {
    let cursor = "";
    do {
      const headers = { authorization: owner.authorization };
      const path = `/rest/tables/${id}/rows?limit=200${cursor && `&cursor=${cursor}`}`;
      const page = (await (await send(path, { headers })).json()) as Page;
      titles.push(...page.rows.map(({ values }) => String(values.title)));
      cursor = page.nextCursor ?? "";
    } while (cursor !== "");
  }
  return titles;
}

interface Page {
  readonly rows: readonly { readonly values: Readonly<Record<string, unknown>> }[];
  readonly nextCursor: string | null;
}

/** A call whose three events were all acknowledged must have ended once, with one transcript. */
function endedCalls({ ledgers }: KillRun, there: Names): Finding {
  const events = ledgers.get("events");
  const taken = new Set(events?.acknowledged);
  const calls = [...taken].filter((n) => n % 3 === 2 && taken.has(n - 1) && taken.has(n - 2));
  const sent = Array.from({ length: events?.sent() ?? 0 }, (_, n) => callOf(n));
  return compare("calls", calls.map(callOf), there, sent);
}

/**
 * Mails that reached the provider, compared with the leads of campaigns whose start was
 * acknowledged.
 */
async function mailsOf({ mail, stack: { admin } }: KillRig, run: KillRun): Promise<Finding> {
  const ids = run.owed.map(({ campaignId }) => campaignId);
  const leads = await admin`select email, campaign_id = any (${ids}::uuid[]) as owed from leads`;
  const owed = leads.filter((lead) => lead.owed).map(({ email }) => String(email));
  const mails = await mail.mails(20_000);
  return compare(
    "mails",
    owed,
    mails.map(({ to }) => addressOf(to)),
    // Also those of campaigns whose start was not acknowledged.
    leads.map(({ email }) => String(email)),
  );
}

const addressOf = (mailbox: string) => /<(.+)>$/.exec(mailbox)?.[1] ?? mailbox;

/** Webhook messages to customers: each mail's single message id, delivered at least once. */
async function messagesOf({ received, stack: { admin } }: KillRig, run: KillRun): Promise<Finding> {
  const ids = run.owed.map(({ campaignId }) => campaignId);
  const emails = await admin`select id, campaign_id = any (${ids}::uuid[]) as owed from emails`;
  const messageOf = ({ id }: { id?: unknown }) => `msg_sent_${id}`;
  const owed = emails.filter((email) => email.owed).map(messageOf);
  return compare("messages", owed, [...received.keys()], emails.map(messageOf));
}

/** Counters of the campaigns' senders and mails that do not match what they count. */
export async function wrongCounters({ stack: { admin } }: KillRig, run: KillRun): Promise<Names> {
  const ids = run.owed.map(({ campaignId }) => campaignId);
  const rows = await admin`
    select c.id, a.emails_sent_today as counted, count(e.id)::int as sent,
      (select count(*)::int from email_events v join emails x on x.id = v.email_id
        where x.campaign_id = c.id and v.event_type = 'sent') as noted
    from campaigns c join accounts a on a.id = c.account_id
      left join emails e on e.campaign_id = c.id and e.status = 'sent'
    where c.id = any (${ids}::uuid[]) group by c.id, a.id`;
  return rows
    .filter(({ counted, sent, noted }) => counted !== sent || noted !== sent)
    .map(
      ({ id, counted, sent, noted }) => `${id}: ${counted} counted, ${sent} sent, ${noted} noted`,
    );
}
