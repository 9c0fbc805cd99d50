import type { EnvironmentVariable } from "@seaworthy/core/environment";

/** A key of a third party that no API makes: an operator gives each value to a rotation. */
export interface ThirdPartyKind {
  readonly purpose: string;
  /** What the Worker has it as. */
  readonly binding: string;
  /**
   * Whether the Worker accepts things with it, so that it has to have both values while a rotation
   * goes on: `<binding>_PREVIOUS`.
   */
  readonly acceptsBoth: boolean;
  /** By which a rotation hands a new value to the engine: `SEAWORTHY_GIVEN_<binding>`. */
  readonly given: EnvironmentVariable;
}

/**
 * Every such key that a stack can enable by `seaworthy:secrets.thirdParty`, under the name by which
 * `seaworthy rotate` knows it.
 */
export const thirdPartyTable = {
  stripe: {
    purpose: "calls Stripe",
    binding: "STRIPE_SECRET_KEY",
    acceptsBoth: false,
    given: "SEAWORTHY_GIVEN_STRIPE_SECRET_KEY",
  },
  "stripe-webhook": {
    purpose: "verifies what Stripe sends",
    ...{
      binding: "STRIPE_WEBHOOK_SECRET",
      acceptsBoth: true,
      given: "SEAWORTHY_GIVEN_STRIPE_WEBHOOK_SECRET",
    },
  },
  google: {
    purpose: "calls Google's AI",
    binding: "GOOGLE_API_KEY",
    acceptsBoth: false,
    given: "SEAWORTHY_GIVEN_GOOGLE_API_KEY",
  },
} as const satisfies Readonly<Record<string, ThirdPartyKind>>;

export type ThirdPartyName = keyof typeof thirdPartyTable;
