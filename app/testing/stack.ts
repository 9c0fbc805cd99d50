import { defined } from "@seaworthy/core/defined";
import { startTestStack, type TestStack } from "@seaworthy/stack/testing/stack";

export type { TestStack } from "@seaworthy/stack/testing/stack";

export const jwtKeys = {
  current: "current-key-of-at-least-32-characters",
  previous: "previous-key-of-at-least-32-characters",
};

export const webhookSecrets = {
  vapi: "vapi-webhook-secret-of-at-least-32-characters",
  twilio: "0123456789abcdef0123456789abcdef",
  stripe: "whsec_stripe-secret-of-at-least-32-characters",
};

export const operatorToken = "operator-token-of-at-least-32-characters";

const bindings = {
  JWT_SECRET: jwtKeys.current,
  JWT_SECRET_PREVIOUS: jwtKeys.previous,
  API_KEY_PEPPER: "pepper-of-at-least-32-characters-here",
  WEBHOOK_SECRET: "webhook-secret-of-at-least-32-characters",
  UNSUBSCRIBE_KEY: "unsubscribe-key-of-at-least-32-characters",
  OPERATOR_TOKEN: operatorToken,
  WEBHOOK_ENDPOINT_KEY: "webhook-endpoint-key-of-at-least-32-characters",
  CONFIGURATION: JSON.stringify({ outreach: { webhooks: { loopback: true } } }),
  VAPI_WEBHOOK_SECRET: webhookSecrets.vapi,
  TWILIO_AUTH_TOKEN: webhookSecrets.twilio,
  STRIPE_WEBHOOK_SECRET: webhookSecrets.stripe,
};

/**
 * The app on real services of its own; `table` replaces the app's modules. Durable Objects are
 * stored in the folder `durableObjects`; by default they end with each Worker.
 */
export const startStack = (
  vars: Readonly<Record<string, string>> = {},
  table?: string,
  durableObjects?: string,
): Promise<TestStack> =>
  startTestStack({
    workerRole: "app_worker",
    bindings: { ...bindings, ...vars },
    ...defined({ table, durableObjects }),
  });
