import type { Rotator } from "../rotator.ts";
import { credentialIn, secretIn } from "../stack-state.ts";
import { isTakenBy } from "./vendor-key.ts";

const dashboard = "https://dashboard.stripe.com/apikeys";

/**
 * A secret or restricted key of Stripe. Any number may be valid at a time, and only the dashboard
 * makes and ends them.
 */
export const stripeKey = (name: string): Rotator => ({
  name,
  acceptedBy: "vendor",
  gap: "none in use: both keys work. The one before works until a person ends it at Stripe.",
  person: {
    madeAt: dashboard,
    form: /^(sk|rk)_(live|test)_\w{24,}$/,
    formText: "a secret or restricted key (sk_live_…, rk_live_…, sk_test_…, rk_test_…)",
    toEnd: `end it at ${dashboard} ("Expire key" or "Delete key")`,
  },
  present: (state, slot) => secretIn(credentialIn(state, name), slot),
  accepts: ({ environment }, key) =>
    isTakenBy({
      vendor: "Stripe",
      baseUrl: environment.STRIPE_API_URL ?? "https://api.stripe.com",
      path: "/v1/balance",
      headers: { authorization: `Bearer ${key}` },
      // 403: a restricted key that may not read the balance. It is known, and good for what it may
      // do (https://docs.stripe.com/error-handling).
      judge: (status) => (status === 401 ? false : status === 403 ? true : undefined),
    }),
});
