import { isUnknown } from "../../plan/value.ts";
import { eachBindings } from "../helpers/checks.ts";
import { deployed, notKnown, type Rule, violation } from "../rule.ts";

export const secretsStripeKeyRestricted: Rule = {
  id: "secrets-stripe-key-restricted",
  area: "secrets",
  title: "The Worker's Stripe key is a restricted one",
  why: "A secret key (sk_…) can do everything in the account: pay out, refund, read every customer. A restricted key (rk_…) with only the Worker's permissions limits the damage of a leak.",
  fix: "Create a restricted key with the permissions that the Worker needs, and give it to `seaworthy rotate`.",
  example: {
    language: "typescript",
    code: '{ name: "STRIPE_KEY", type: "secret_text", text: restrictedKey }',
  },
  source: "https://docs.stripe.com/keys/restricted-api-keys",
  severity: deployed,
  rank: "medium",
  scope: "stack",
  subjects: ["workerVersion"],
  judge: (resources) =>
    eachBindings(resources, (bindings, version) =>
      bindings.flatMap(({ name, text }) => {
        const isStripeKey =
          /STRIPE/i.test(String(name)) && !/WEBHOOK|PUBLISHABLE/i.test(String(name));
        if (isUnknown(text))
          return isStripeKey ? [notKnown(`Binding ${String(name)}`, version)] : [];
        return typeof text === "string" && /^sk_(live|test)_/.test(text)
          ? [violation(`${String(name)} is an unrestricted Stripe secret key.`, version)]
          : [];
      }),
    ),
};
