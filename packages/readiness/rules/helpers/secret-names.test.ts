import { expect, test } from "vitest";
import { unknown } from "../../plan/value.ts";
import { planned } from "../../testing/planned.ts";
import { secretsNoPlainSecret } from "../secrets/secrets-no-plain-secret.ts";

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
