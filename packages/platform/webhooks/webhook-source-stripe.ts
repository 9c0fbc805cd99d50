import { z } from "zod";
import {
  fromHex,
  isHmac,
  isRecentSeconds,
  jsonOf,
  occurredAtOf,
  type WebhookSource,
} from "./webhook-source.ts";

const envelope = z.object({
  id: z.string().min(1).max(255),
  object: z.literal("event"),
  type: z.string().max(200),
  created: z.int().nonnegative(),
  account: z.string().max(100).optional(),
  data: z.object({ object: z.object({ id: z.string().max(255).optional() }).loose() }),
});

/** While a secret is being rolled at Stripe there is one `v1` for each. */
const mostSignatures = 8;

/**
 * `Stripe-Signature: t=…,v1=…` over `{t}.{body}`, keyed with the whole secret, including `whsec_`.
 * Stripe's library is not used: it rejects old timestamps but not future ones, and is a client for
 * all of Stripe's API.
 */
export const stripeSource: WebhookSource = {
  verify: async ({ headers, text }, secrets, nowMs) => {
    const pairs = (headers.get("stripe-signature") ?? "")
      .split(",")
      .map((part) => part.trim().split("="));
    const timestamp = pairs.find(([name]) => name === "t")?.[1] ?? "";
    const signatures = pairs
      .filter(([name]) => name === "v1")
      .slice(0, mostSignatures)
      .flatMap(([, value = ""]) => fromHex(value, 32) ?? []);
    if (!isRecentSeconds(timestamp, nowMs)) return false;
    return isHmac("SHA-256", secrets, `${timestamp}.${text}`, signatures);
  },
  envelopeOf: ({ text }) => {
    const parsed = envelope.safeParse(jsonOf(text));
    if (!parsed.success) return undefined;
    const { id, type, created, account, data } = parsed.data;
    return {
      eventId: id,
      type,
      subject: data.object.id ?? "",
      occurredAt: occurredAtOf(created * 1_000),
      account,
    };
  },
};
