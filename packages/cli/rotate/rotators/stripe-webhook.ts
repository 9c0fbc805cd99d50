import type { ThirdPartyRotator } from "../rotator.ts";
import { workerKey } from "./worker-key.ts";

/**
 * The key that Stripe signs its webhooks with. Stripe cannot be asked for it: the Worker proves to
 * hold it, and accepts both meanwhile.
 */
export const stripeWebhook: ThirdPartyRotator = {
  ...workerKey("stripe-webhook", ["the Worker (verifies)", "Stripe (signs)"]),
  name: "stripe-webhook",
  gap: "none when the secret is rolled with an overlap at Stripe: it then signs with both for up to 24 hours.",
  person: {
    madeAt: 'https://dashboard.stripe.com/webhooks ("Roll secret", with an overlap of 24 hours)',
    form: /^whsec_[\w+/=]{26,}$/,
    formText: "a signing secret (whsec_…)",
  },
};
