import type { ThirdPartyName } from "@seaworthy/infra/third-party-table";
import type { ThirdPartyRotator } from "../rotator.ts";
import { google } from "./google.ts";
import { stripe } from "./stripe.ts";
import { stripeWebhook } from "./stripe-webhook.ts";

/** How each key is rotated that only a person can make. */
export const thirdPartyRotators: Readonly<Record<ThirdPartyName, ThirdPartyRotator>> = {
  stripe,
  "stripe-webhook": stripeWebhook,
  google,
};
