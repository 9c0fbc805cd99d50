import type { Rotator } from "../rotator.ts";
import { workerKey } from "./worker-key.ts";

/**
 * The key that Stripe signs its webhooks with. Stripe cannot be asked for it: the Worker proves to
 * hold it, and accepts both meanwhile.
 */
export const stripeWebhookKey = (name: string): Rotator => ({
  ...workerKey(name),
  gap: "none when the secret is rolled with an overlap at Stripe: it then signs with both for up to 24 hours.",
  person: {
    madeAt: 'https://dashboard.stripe.com/webhooks ("Roll secret", with an overlap of 24 hours)',
    form: /^whsec_[\w+/=]{26,}$/,
    formText: "a signing secret (whsec_…)",
  },
});
