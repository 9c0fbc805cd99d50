import type { Sql } from "@seaworthy/platform/database/database";
import { configurationOf } from "@seaworthy/platform/modules/own";
import { contentOf } from "@seaworthy/platform/webhooks/webhook-content";
import type { EventHandler, EventOutcome } from "@seaworthy/platform/webhooks/webhook-job";
import type { LedgerEvent } from "@seaworthy/platform/webhooks/webhook-ledger";
import { insights, type Tier } from "../module.ts";
import {
  checkoutEvent,
  invoiceEvent,
  paidStatuses,
  subscriptionEvent,
  subscriptionRanks,
} from "./events.ts";

type Prices = Readonly<Record<string, Tier>>;

/** Events arrive late, twice and in any order: each row they change has a watermark. */
export const applyStripeEvent: EventHandler = async (sql, event, { bindings }) => {
  if (event.type in subscriptionRanks) {
    await applySubscription(sql, event, configurationOf(insights, bindings).prices);
    return "done";
  }
  const apply = others[event.type];
  return apply === undefined ? "unrecognised" : apply(sql, event);
};

const others: Readonly<Record<string, (sql: Sql, event: LedgerEvent) => Promise<EventOutcome>>> = {
  "checkout.session.completed": applyCheckout,
  "invoice.paid": (sql, event) => applyInvoice(sql, event, false),
  "invoice.payment_failed": (sql, event) => applyInvoice(sql, event, true),
};

/** Links a Stripe customer to a user; subscriptions that arrived earlier count from now on. */
async function applyCheckout(sql: Sql, event: LedgerEvent): Promise<EventOutcome> {
  const {
    client_reference_id: userId,
    customer,
    customer_details: details,
  } = checkoutEvent.parse(contentOf(event.text)).data.object;
  if (userId == null || customer == null) return "ignored";
  const email = details?.email?.toLowerCase() ?? null;
  await lockCustomer(sql, customer);
  await sql`
    insert into customers (user_id, stripe_customer_id, email) values (${userId}, ${customer}, ${email})
    on conflict (user_id) do update
    set stripe_customer_id = excluded.stripe_customer_id,
      email = coalesce(excluded.email, customers.email), deleted_at = null`;
  await setTier(sql, customer);
  return "done";
}

async function applySubscription(sql: Sql, event: LedgerEvent, prices: Prices): Promise<void> {
  const { id, customer, status, items } = subscriptionEvent.parse(contentOf(event.text)).data
    .object;
  const tiers = items.data.flatMap(({ price }) => prices[price.id] ?? []);
  const tier = tiers.includes("team") ? "team" : (tiers[0] ?? "free");
  const rank = subscriptionRanks[event.type] ?? 0;
  const at = event.occurredAt?.toISOString() ?? "epoch";
  await lockCustomer(sql, customer);
  await sql`
    insert into subscriptions as s (id, stripe_customer_id, tier, status, event_at, event_rank)
    values (${id}, ${customer}, ${tier}, ${rank === 3 ? "canceled" : status},
      ${at}::text::timestamptz, ${rank})
    on conflict (id) do update
    set tier = excluded.tier, status = excluded.status, event_at = excluded.event_at,
      event_rank = excluded.event_rank
    where (s.event_at, s.event_rank) <= (excluded.event_at, excluded.event_rank)`;
  await setTier(sql, customer);
}

/**
 * One event of a customer at a time: of two concurrent ones, each would compute the tier without
 * the other's subscription. The customer may have no row yet.
 */
const lockCustomer = (sql: Sql, customer: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`stripe:${customer}`}, 0))`;

/** The highest paid tier: a subscription may end after its replacement began. */
async function setTier(sql: Sql, customer: string): Promise<void> {
  await sql`
    update customers set tier = coalesce((
      select s.tier from subscriptions s
      where s.stripe_customer_id = ${customer}
        and ${JSON.stringify(paidStatuses)}::text::jsonb @> to_jsonb(s.status)
      order by array_position(array['team', 'pro', 'free'], s.tier) limit 1), 'free')
    where stripe_customer_id = ${customer} and deleted_at is null`;
}

async function applyInvoice(
  sql: Sql,
  event: LedgerEvent,
  hasFailed: boolean,
): Promise<EventOutcome> {
  const { customer } = invoiceEvent.parse(contentOf(event.text)).data.object;
  if (customer == null) return "ignored";
  const at = event.occurredAt?.toISOString() ?? "epoch";
  await sql`
    update customers set invoice_event_at = ${at}::text::timestamptz,
      payment_failed_at = case when ${hasFailed} then ${at}::text::timestamptz end
    where stripe_customer_id = ${customer}
      and coalesce(invoice_event_at, '-infinity') <= ${at}::text::timestamptz`;
  return "done";
}
