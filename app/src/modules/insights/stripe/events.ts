import { z } from "zod";

/** Statuses that count as paid, including while Stripe still retries the payment. */
export const paidStatuses = ["active", "trialing", "past_due"];

const idOf = z
  .union([z.string(), z.object({ id: z.string() })])
  .transform((value) => (typeof value === "string" ? value : value.id));

const about = <T extends z.ZodType>(object: T) => z.object({ data: z.object({ object }) });

/** https://docs.stripe.com/api/checkout/sessions/object */
export const checkoutEvent = about(
  z.object({
    client_reference_id: z.uuid().nullish(),
    customer: idOf.nullish(),
    customer_details: z.object({ email: z.email().max(320).nullish() }).nullish(),
  }),
);

/** https://docs.stripe.com/api/subscriptions/object */
export const subscriptionEvent = about(
  z.object({
    id: z.string().min(1).max(255),
    customer: idOf,
    status: z.string().min(1).max(50),
    items: z.object({ data: z.array(z.object({ price: z.object({ id: z.string() }) })).min(1) }),
  }),
);

/** https://docs.stripe.com/api/invoices/object */
export const invoiceEvent = about(z.object({ customer: idOf.nullish() }));

/**
 * Ranks events with the same timestamp: Stripe's times are whole seconds, and events arrive in any
 * order, so the one that can only come later wins.
 */
export const subscriptionRanks: Readonly<Record<string, number>> = {
  "customer.subscription.created": 1,
  "customer.subscription.updated": 2,
  "customer.subscription.deleted": 3,
};
