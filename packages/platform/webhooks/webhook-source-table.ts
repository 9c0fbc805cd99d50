import type { WebhookSource } from "./webhook-source.ts";
import { standardSource } from "./webhook-source-standard.ts";
import { stripeSource } from "./webhook-source-stripe.ts";
import { twilioSource } from "./webhook-source-twilio.ts";
import { vapiSource } from "./webhook-source-vapi.ts";

/** Supported senders of webhooks. A new vendor is one entry, and one file of vectors. */
export const webhookSources = {
  standard: standardSource,
  stripe: stripeSource,
  twilio: twilioSource,
  vapi: vapiSource,
} as const satisfies Record<string, WebhookSource>;

export type WebhookSourceName = keyof typeof webhookSources;
