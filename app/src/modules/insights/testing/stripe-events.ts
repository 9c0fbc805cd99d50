import { toHex } from "@seaworthy/platform/runtime/hex";
import { secretForTests } from "@seaworthy/stack/testing/secrets";

async function sign(secret: string, content: string): Promise<string> {
  const encode = (text: string) => new TextEncoder().encode(text);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encode(secret), algorithm, false, ["sign"]);
  return toHex(new Uint8Array(await crypto.subtle.sign("HMAC", key, encode(content))));
}

export interface Sending {
  readonly secret?: string;
  /** Seconds from now. */
  readonly at?: number;
}

/** A new customer and the Stripe events about them. */
export function newCustomer() {
  const n = crypto.randomUUID().slice(0, 8);
  const [customer, userId] = [`cus_${n}`, crypto.randomUUID()];
  const event = (id: string, type: string, created: number, object: object) => ({
    id: `evt_${n}_${id}`,
    object: "event",
    type,
    created,
    data: { object },
  });
  const subscription = (
    id: string,
    created: number,
    what: string,
    price = "price_pro",
    sub = "1",
  ) =>
    event(id, `customer.subscription.${what}`, created, {
      id: `sub_${n}_${sub}`,
      customer,
      status: what === "deleted" ? "canceled" : "active",
      items: { data: [{ price: { id: price } }] },
    });
  const checkout = event("checkout", "checkout.session.completed", 1_000, {
    id: `cs_${n}`,
    client_reference_id: userId,
    customer,
    customer_details: { email: `Buyer-${n}@Example.com` },
  });
  return { n, userId, customer, event, subscription, checkout };
}

/** A request signed the way Stripe signs it. */
export async function stripeRequest(
  event: object,
  { secret = secretForTests("STRIPE_WEBHOOK_SECRET"), at = 0 }: Sending = {},
): Promise<RequestInit> {
  const body = JSON.stringify(event);
  const t = Math.floor(Date.now() / 1_000) + at;
  const headers = { "stripe-signature": `t=${t},v1=${await sign(secret, `${t}.${body}`)}` };
  return { method: "POST", body, headers };
}
