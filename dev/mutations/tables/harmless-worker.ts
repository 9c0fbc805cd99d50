import { edit, harmless, key } from "../edits.ts";
import type { Mutation } from "../mutation.ts";

const bindings = "packages/stack/worker/worker-bindings.ts";
const last = 'variable("DEBUG_ROUTES", String(app.debugRoutes)),';
const bound = (code: string) => edit(bindings, last, `${last}\n    ${code},`);

const variables = [
  ["COMMIT", "9fceb02d0ae598e95dc970b74767f19372d61af8"],
  ["TENANT_ID", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"],
  ["TURNSTILE_SITE", "0x4AAAAAAABkMYinukE8nzYS"],
  ["TOKEN_TTL_SECONDS", "900"],
  ["PASSWORD_MIN_LENGTH", "12"],
  ["TOKEN_ISSUER", "https://id.seaworthy.dev"],
  ["SESSION_COOKIE_NAME", "__Host-session"],
  ["STRIPE_PUBLISHABLE_KEY", "pk_live_51H8aBcDeFgHiJkLmNoPqRsTu"],
  ["SUPPORT_MAIL", "support@seaworthy.dev"],
  ["FEATURE_SECRET_SANTA", "true"],
  ["VERSION", "2026.11.30-1"],
  ["IMAGE_DIGEST", "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"],
  [
    "VAPID_PUBLIC_KEY",
    "BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U",
  ],
] as const;

export const harmlessWorker: readonly Mutation[] = [
  ...variables.map(([name, text]) =>
    harmless(`plain ${name}`, bound(`variable(${JSON.stringify(name)}, ${JSON.stringify(text)})`)),
  ),
  harmless(
    "a key of a partner out of the stack's configuration",
    bound('secret("PARTNER_KEY", new pulumi.Config("partner").requireSecret("key"))'),
    key("  seaworthy:cost:", "  partner:key:\n    secure: v1:c2FsdA==:aGlkZGVu\n  seaworthy:cost:"),
  ),
  harmless(
    "no tails",
    edit(
      "packages/stack/worker/app.ts",
      "subdomain: { enabled: workersDev, previewsEnabled: previewUrls },",
      "subdomain: { enabled: workersDev, previewsEnabled: previewUrls },\n      tailConsumers: [],",
    ),
  ),
  harmless(
    "several times a night",
    key("retentionCron: 17 3 * * *", "retentionCron: 17,47 2-4 * * MON-SUN"),
  ),
  harmless(
    "an office's network",
    key(
      "    debugRoutes: false\n    workersDev",
      "    debugRoutes: false\n    allowedAddresses: [203.0.113.0/24]\n    workersDev",
    ),
  ),
  harmless(
    "one more page",
    key(
      "- https://admin.seaworthy.dev",
      "- https://admin.seaworthy.dev\n      - https://shop.seaworthy.dev",
    ),
  ),
  harmless("fewer logs", key("logSampleRate: 0.1", "logSampleRate: 0.05")),
  harmless(
    "a newer date",
    edit(
      "packages/stack/worker/app.ts",
      "compatibilityDate: workerRuntime.compatibilityDate",
      'compatibilityDate: "2026-10-01"',
    ),
  ),
];
