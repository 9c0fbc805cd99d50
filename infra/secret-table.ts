import { operations } from "@seaworthy/platform/runtime/operations";
import { defineSecret, type Secret } from "@seaworthy/sdk/secrets/define-secret";
import {
  bearerToken,
  type SecretKind,
  sharedKey,
  twoIdentities,
  vendorKey,
  workerKey,
} from "@seaworthy/sdk/secrets/kinds";
import { type IdentityParts, rotators } from "@seaworthy/stack/secrets/identities";

/**
 * All secrets of the stack, one entry each. A stack always has those it generates, except for
 * `forModules`; of these, and of those that an operator must supply, it has the ones named by
 * `seaworthy:secrets.thirdParty` or a module.
 */
export const secretTable = [
  defineSecret({
    name: "jwt",
    purpose: "signs the app's tokens",
    binding: "JWT_SECRET",
    // HS256 requires a key of at least 256 bits (RFC 7518, 3.2); 48 bytes also suit HS384.
    kind: workerKey({ bytes: 48 }),
    signs: true,
    consumers: ["the Worker (verifies)", "any service that signs tokens (stack output jwtSecret)"],
  }),
  defineSecret({
    name: "api-key-pepper",
    purpose: "hashes API keys",
    binding: "API_KEY_PEPPER",
    kind: workerKey({ bytes: 48, move: operations.moveApiKeys.path }),
    signs: true,
    consumers: ["the Worker (hashes API keys with it)"],
  }),
  defineSecret({
    name: "webhook",
    purpose: "signs webhooks",
    binding: "WEBHOOK_SECRET",
    kind: workerKey({ bytes: 48 }),
    consumers: ["the Worker (verifies)", "senders of webhooks"],
  }),
  defineSecret({
    name: "unsubscribe",
    purpose: "signs links in mails",
    binding: "UNSUBSCRIBE_KEY",
    kind: workerKey({ bytes: 48 }),
    signs: true,
    consumers: ["the Worker (signs and verifies links in mails)"],
  }),
  defineSecret({
    name: "webhook-endpoint-key",
    purpose: "encrypts the secrets of webhook endpoints",
    binding: "WEBHOOK_ENDPOINT_KEY",
    kind: workerKey({ bytes: 48, move: "/internal/webhook-endpoints/move" }),
    forModules: true,
    consumers: ["the Worker (encrypts and decrypts endpoints' secrets)"],
  }),
  defineSecret({
    name: "operator-token",
    purpose: "authorizes operator routes",
    binding: "OPERATOR_TOKEN",
    kind: bearerToken({ bytes: 32 }),
    consumers: ["the Worker (verifies)", "rotations", "anyone who scrapes /metrics"],
  }),
  defineSecret({
    name: "database-role",
    purpose: "logs the Worker in to the database",
    kind: twoIdentities({ bytes: 32, rotator: rotators.databaseLogin }),
    consumers: ["the Worker, through Hyperdrive and the pooler"],
  }),
  defineSecret({
    name: "redis-cache",
    purpose: "logs the Worker in to the cache",
    kind: twoIdentities({ bytes: 24, rotator: rotators.redisUser("cache") }),
    consumers: ["the Worker, over Upstash's REST API"],
  }),
  defineSecret({
    name: "redis-limiter",
    purpose: "logs the Worker in to the rate limiter",
    kind: twoIdentities({ bytes: 24, rotator: rotators.redisUser("limiter") }),
    consumers: ["the Worker, over Upstash's REST API"],
  }),
  defineSecret({
    name: "sentry-dsn",
    purpose: "selects which of two Sentry client keys is in use",
    kind: twoIdentities({ bytes: 16, rotator: rotators.sentryKey }),
    consumers: ["the Worker"],
  }),
  defineSecret({
    name: "supabase-key",
    purpose: "selects which of two Supabase secret API keys is in use",
    kind: twoIdentities({ bytes: 16, rotator: rotators.supabaseApiKey }),
    consumers: ["the team's programs (stack output supabaseSecretKey)"],
  }),
  defineSecret({
    name: "stripe",
    purpose: "calls Stripe",
    binding: "STRIPE_SECRET_KEY",
    acceptsBoth: false,
    consumers: ["the Worker, at Stripe's API"],
    kind: vendorKey({
      madeAt: "https://dashboard.stripe.com/apikeys",
      form: String.raw`(sk|rk)_(live|test)_\w{24,}`,
      formText: "a secret or restricted key (sk_live_…, rk_live_…, sk_test_…, rk_test_…)",
      toEnd: 'end it at https://dashboard.stripe.com/apikeys ("Expire key" or "Delete key")',
      gap: "none: both keys work. The previous key works until an operator revokes it at Stripe.",
      probe: {
        vendor: "Stripe",
        url: "https://api.stripe.com/v1/balance",
        headers: { authorization: "Bearer {value}" },
        // 403: a restricted key without access to the balance. It exists and works within its
        // permissions (https://docs.stripe.com/error-handling).
        accepted: [403],
      },
    }),
  }),
  defineSecret({
    name: "stripe-webhook",
    purpose: "verifies Stripe webhooks",
    binding: "STRIPE_WEBHOOK_SECRET",
    consumers: ["the Worker (verifies)", "Stripe (signs)"],
    kind: sharedKey({
      madeAt: 'https://dashboard.stripe.com/webhooks ("Roll secret", with an overlap of 24 hours)',
      form: "whsec_[A-Za-z0-9_+/=]{26,}",
      formText: "a signing secret (whsec_…)",
      gap: "none if you roll the secret with an overlap at Stripe, which then signs with both for up to 24 hours.",
    }),
  }),
  defineSecret({
    name: "vapi-webhook",
    purpose: "verifies Vapi webhooks",
    binding: "VAPI_WEBHOOK_SECRET",
    consumers: ["the Worker (verifies)", "Vapi (signs)"],
    kind: sharedKey({
      madeAt: "https://dashboard.vapi.ai/settings/integrations, an HMAC credential with sha256",
      form: "[!-:<-~]{32,256}",
      formText: "a secret of 32 characters or more",
      gap: "none: the Worker accepts both until Vapi signs with the new one.",
    }),
  }),
  defineSecret({
    name: "twilio-token",
    purpose: "verifies Twilio webhooks",
    binding: "TWILIO_AUTH_TOKEN",
    consumers: ["the Worker (verifies)", "Twilio (signs)"],
    kind: sharedKey({
      madeAt: "https://console.twilio.com, Auth tokens & API keys (a secondary token is promoted)",
      form: "[0-9a-f]{32}",
      formText: "an auth token (32 hexadecimal digits)",
      gap: "none: the Worker accepts both tokens while the secondary one is promoted.",
    }),
  }),
  defineSecret({
    name: "google",
    purpose: "calls Google's AI",
    binding: "GOOGLE_API_KEY",
    acceptsBoth: false,
    consumers: ["the Worker, at Google's AI"],
    kind: vendorKey({
      madeAt: "https://console.cloud.google.com/apis/credentials",
      form: String.raw`[\w.-]{32,}`,
      formText: "an API key (32 characters or more, AIza…)",
      toEnd: "delete it at https://console.cloud.google.com/apis/credentials",
      gap: "none: both keys work. The previous key works until an operator revokes it at Google.",
      probe: {
        vendor: "Google",
        url: "https://generativelanguage.googleapis.com/v1beta/models?pageSize=1",
        headers: { "x-goog-api-key": "{value}" },
        // 403: the key may not use this API, which is the only one the Worker needs.
        refused: [401, 403],
        // https://cloud.google.com/apis/design/errors
        refusedTexts: ["API_KEY_INVALID", "API_KEY_EXPIRED"],
      },
    }),
  }),
  defineSecret({
    name: "mail-provider",
    purpose: "sends mails",
    binding: "MAIL_KEY",
    acceptsBoth: false,
    consumers: ["the Worker, at the provider of `seaworthy:mail`"],
    kind: sharedKey({
      madeAt: "https://resend.com/api-keys, or where the provider of SMTP makes passwords",
      form: "[!-:<-~]{16,256}",
      formText: "an API key of Resend (re_…) or a password of SMTP",
      gap: "none if both keys work at the provider until the previous one is deleted there.",
    }),
  }),
] as const satisfies readonly Secret<string, SecretKind<IdentityParts>>[];

type Entry = (typeof secretTable)[number];

/** Secrets that every stack has. */
export type OwnSecretName = Exclude<
  Extract<Entry, { kind: { provided: false } }>,
  { forModules: true }
>["name"];

/** Operator-supplied keys. */
export type GivenSecretName = Extract<Entry, { kind: { provided: true } }>["name"];

export type SecretName = Entry["name"];

/** The entries, without the properties that only some have. */
export const secrets: readonly Secret<SecretName, SecretKind<IdentityParts>>[] = secretTable;

export const givenSecretNames = secrets
  .filter(({ kind }) => kind.provided)
  .map(({ name }) => name as GivenSecretName);
