import { unknown } from "../../plan/value.ts";
import { both, type Change, remove, set } from "../change.ts";
import type { Case } from "./case.ts";

const role = "database-worker-a";

/** The program's files contain this text, and no other secret. */
const written =
  (secret: string): Change =>
  (stack) => ({
    ...stack,
    facts: {
      ...stack.facts,
      written: (text) => (text === secret ? { file: "infra/database.ts", line: 1 } : undefined),
    },
  });

export const database: readonly Case[] = [
  {
    rule: "auth_otp_long_expiry",
    broken: set("database-settings", "auth#mailer_otp_exp", 86_400),
    hidden: set("database-settings", "auth", unknown),
  },
  {
    rule: "password_requirements_min_length",
    broken: set("database-settings", "auth#password_min_length", 6),
    hidden: set("database-settings", "auth", unknown),
  },
  {
    rule: "auth_allow_anonymous_sign_ins",
    broken: set("database-settings", "auth#external_anonymous_users_enabled", true),
    hidden: set("database-settings", "auth", unknown),
  },
  ...[
    ["auth_leaked_password_protection", "password_hibp_enabled", false],
    ["auth_insufficient_mfa_options", "mfa_totp_verify_enabled", false],
    ["database-auth-redirects-exact", "uri_allow_list", "https://**"],
    ["database-auth-redirects-exact", "uri_allow_list", "https://*.example.com/**"],
    ["database-auth-redirects-exact", "uri_allow_list", "http://localhost:3000"],
    ["database-auth-redirects-exact", "site_url", "http://app.example.com"],
    ["database-auth-redirects-exact", "site_url", undefined],
    ["database-auth-captcha", "security_captcha_enabled", false],
    ["database-auth-own-smtp", "smtp_host", ""],
    ["database-auth-email-change-confirmed", "mailer_secure_email_change_enabled", false],
    [
      "database-auth-password-change-confirmed",
      "security_update_password_require_reauthentication",
      undefined,
    ],
    ["database-auth-tokens-end-soon", "security_refresh_token_reuse_interval", 86_400],
  ].map(([rule, key, value]) => ({
    rule: String(rule),
    broken: set("database-settings", `auth#${key}`, value),
    hidden: set("database-settings", "auth", unknown),
  })),
  {
    rule: "network_restrictions_not_set",
    broken: set("database-settings", "network#restrictions", [
      "3.0.0.0/8",
      "52.0.0.0/8",
      "54.0.0.0/8",
    ]),
  },
  {
    rule: "network_restrictions_not_set",
    broken: set(
      "database-settings",
      "network#restrictions",
      Array.from({ length: 16 }, (_, index) => `3.${16 * index}.0.0/12`),
    ),
  },
  {
    rule: "database-legacy-keys-off",
    broken: set("database-project", "legacyApiKeysEnabled", undefined),
  },
  {
    rule: "database-hyperdrive-port",
    broken: both(
      set("app-hyperdrive-a", "origin.host", "aws-0-eu-central-1.pooler.supabase.com"),
      set("app-hyperdrive-a", "origin.port", 5432),
    ),
  },
  {
    rule: "database-password-not-written",
    given: written(""),
    broken: both(
      set("database-project", "databasePassword", "Passw0rd-2026-prod"),
      written("Passw0rd-2026-prod"),
    ),
  },
  {
    rule: "database-login-least-rights",
    broken: set(role, "memberOf", ["dashboard_user"]),
  },
  {
    rule: "database-auth-addresses-confirmed",
    broken: set("database-settings", "auth#mailer_autoconfirm", true),
    hidden: set("database-settings", "auth", unknown),
  },
  {
    rule: "database-auth-tokens-end-soon",
    broken: set("database-settings", "auth#jwt_exp", 604_800),
    hidden: set("database-settings", "auth", unknown),
  },
  {
    rule: "ssl_not_enforced",
    broken: set("database-settings", "sslEnforcement", false),
    hidden: set("database-settings", "sslEnforcement", unknown),
  },
  {
    rule: "network_restrictions_not_set",
    broken: set("database-settings", "network#restrictions", ["0.0.0.0/0"]),
    hidden: set("database-settings", "network", unknown),
  },
  {
    rule: "database-statement-timeout",
    broken: set("database-settings", "database#statement_timeout", "2min"),
    hidden: set("database-settings", "database", unknown),
  },
  {
    rule: "database-api-rows-limited",
    broken: set("database-settings", "api#max_rows", 100_000),
    hidden: set("database-settings", "api", unknown),
  },
  {
    rule: "database-exposed-schemas-declared",
    broken: set("database-settings", "api#db_schema", "public,auth"),
    hidden: set("database-settings", "api", unknown),
  },
  {
    rule: "database-api-search-path",
    broken: set("database-settings", "api#db_extra_search_path", "public,tenant"),
    hidden: set("database-settings", "api", unknown),
  },
  {
    rule: "database-size-declared",
    broken: set("database-project", "instanceSize", undefined),
    hidden: set("database-project", "instanceSize", unknown),
  },
  {
    rule: "database-login-timeout",
    broken: set(role, "settings.idle_in_transaction_session_timeout", undefined),
    hidden: set(role, "settings", unknown),
  },
  {
    rule: "database-login-least-rights",
    broken: set(role, "memberOf", ["postgres"]),
    hidden: set(role, "memberOf", unknown),
  },
  {
    rule: "database-worker-own-login",
    broken: set("app-hyperdrive-a", "origin.user", "postgres"),
    hidden: set("app-hyperdrive-a", "origin", unknown),
  },
  {
    rule: "database-migrations-declared",
    broken: remove("database-migrations"),
    hidden: set("database-migrations", "checksum", unknown),
  },
  {
    rule: "pooling-transaction-mode",
    broken: set("database-pooler", "poolMode", "session"),
    hidden: set("database-pooler", "poolMode", unknown),
  },
  {
    rule: "pooling-declared-where-it-is-sent",
    broken: set("database-settings", "pooler", "{}"),
    hidden: set("database-settings", "pooler", unknown),
  },
  { rule: "pooling-declared", broken: set("database-pooler", "projectRef", "another") },
  {
    rule: "pooling-fits-max-connections",
    broken: set("database-pooler", "defaultPoolSize", 90),
    hidden: set("database-pooler", "defaultPoolSize", unknown),
  },
  {
    rule: "pooling-fits-compute-size",
    broken: set("database-project", "instanceSize", "medium"),
    hidden: set("database-project", "instanceSize", unknown),
  },
  {
    rule: "pooling-hyperdrive-within-pool",
    broken: set("app-hyperdrive-b", "originConnectionLimit", 61),
    hidden: set("app-hyperdrive-b", "originConnectionLimit", unknown),
  },
  {
    rule: "pooling-clients-fit",
    broken: set("database-pooler", "maxClientConn", 100),
    hidden: set("app-hyperdrive-a", "originConnectionLimit", unknown),
  },
  {
    rule: "pooling-timeouts-nested",
    broken: set("app-version", "bindings[STATEMENT_TIMEOUT_MS].text", "6000"),
    hidden: set("app-version", "bindings[STATEMENT_TIMEOUT_MS].text", unknown),
  },
  {
    rule: "pooling-throughput-covers-limits",
    broken: set("database-pooler", "defaultPoolSize", 10),
    hidden: set("database-pooler", "defaultPoolSize", unknown),
  },
];
