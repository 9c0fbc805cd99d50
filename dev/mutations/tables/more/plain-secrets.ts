import { breaks, edit, harmless } from "../../edits.ts";
import type { Edit, Mutation } from "../../mutation.ts";

const last = 'variable("DEBUG_ROUTES", String(app.debugRoutes)),';
const bound = (name: string, text: string): Edit =>
  edit(
    "packages/stack/worker/worker-bindings.ts",
    last,
    `${last}\n    variable(${JSON.stringify(name)}, ${JSON.stringify(text)}),`,
  );
const plain = (name: string, text: string) =>
  breaks("secrets-no-plain-secret", `plain ${name} = ${text}`, bound(name, text), {
    line: `variable(${JSON.stringify(name)}, `,
  });
const fine = (name: string, text: string) => harmless(`plain ${name} = ${text}`, bound(name, text));
/** Split, so that no scanner takes these for leaked keys. */
const key = (...parts: readonly string[]) => parts.join("");

export const plainSecrets: readonly Mutation[] = [
  plain("MAPS", key("AI", "zaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY")),
  plain("MODEL_KEY", key("sk-", "ant-api03-", "Zk3".repeat(31), "AA")),
  plain("HOOK_SIGNING", key("whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
  plain("REDIS", key("rediss://default:", "AYbhAAIncDE2f1@eu1-sole.upstash.io:6379")),
  plain("MAILER_DSN", key("smtp://mailer:", "hunter22pass@smtp.acmemail.net:587")),
  plain("MAIL_SETTINGS", '{"smtp":{"host":"smtp.acmemail.net","password":"Winter2025!"}}'),
  plain(
    "SESSION_JWT",
    key("eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxIn0.", "TJVA95OrM7E2cBab30RMHrHDcEfxjoYZ"),
  ),
  plain("UPSTREAM_AUTH", "Basic YWRtaW46aHVudGVyMjI="),
  plain("UPSTREAM_HEADER", "Bearer 8f4kq2n5v7x1c3b6a9d0"),
  plain("CLIENT_SECRET", "correct horse battery staple"),
  plain("DB_PWD", "tr0ub4dor"),
  plain("BOT", key("xo", "xb-263594206564-2343594206574-FGqddMF8t08v8N7Oq4i57vs1")),
  plain("REGISTRY", key("npm_", "1q2w3e4r5t6y7u8i9o0pAsDfGhJkLzXcVbNm")),
  plain("DOCUMENTS", key("mongodb+srv://reader:", "s3cretWord@cluster0.acme.mongodb.net")),
  plain(
    "BLOBS",
    key(
      "DefaultEndpointsProtocol=https;AccountName=acme;Account",
      "Key=ZmFrZWtleWZha2VrZXlmYWtla2V5ZmFrZWtleWZha2VrZXlmYWtla2V5ZmFrZWtleWZha2VrZXk9PQ==",
    ),
  ),
  plain(
    "CHAT",
    key(
      "https://discord.com/api/web",
      "hooks/1098765432109876543/zQ3kX9vB7nM1pL5tR8wY2cF6hJ0sD4gA-eU_iO3bN7mK1xZ5vC9qW2rT6yP8",
    ),
  ),
  plain("PROJECT_KEY", key("sb_", "secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz")),
  plain("signingKey", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
  plain("ENCRYPTION_KEY", "k3Jx0dQw9v8n2Zp5r7Tt1y4u6Io3Ga8b"),
  plain("PASSPHRASE", "blue-otter"),
  plain("DD_API_KEY", "9f2c7b41d05e4a86b3c8e17f6a90d254"),
  plain("MAIL_SERVER_TOKEN", "9f2c7b41-d05e-4a86-b3c8-e17f6a90d254"),
  plain("PARTNER_KEY", "partner-key-2026-live"),
  plain("BILLING_KEY", "bill-live-8842"),
  plain("PGPASSWORD", "toor"),
  plain("PARTNER_LOGIN", "acme:hunter22"),
  plain("SECRET_KEY_BASE", "blue-otter-9"),
  plain("TOKEN_PARTNER", "acme-2026-live"),
  plain("MASTERKEY", "otter-blue-7"),
  plain("PG", "host=db.acme.net user=app password=hunter22 dbname=app"),
  plain("JDBC", "jdbc:postgresql://db.acme.net/app?user=app&password=hunter22"),
  plain("ENV_LINES", "SMTP_HOST=smtp.acme.net\nSMTP_PASS=hunter22"),
  plain("NETRC", "machine api.acme.net login app password hunter22"),
  plain("HEADERS", '{"authorization":"Bearer 8f4kq2n5v7x1c3b6a9d0"}'),
  plain("ADMIN_PIN", "4711"),
  plain("HASH_SALT", "NaCl-2026"),
  plain("ROOT_PW", "hunter22"),
  plain("BASIC_AUTH", "admin:hunter22"),
  plain("PARTNER_SECRETS", "one,two"),
  plain("PARTNER_TOKENS", "acme:aXk29dkfL02mdKq1"),
  plain("HMAC_KEY", "blue-otter"),
];

export const harmlessPlain: readonly Mutation[] = [
  fine("FEED_CACHE_KEY", "feed-v2-2026"),
  fine("PRICE_LOOKUP_KEY", "standard_monthly_2026"),
  fine("SECRET_ROTATION", "quarterly-2026"),
  fine("PARTNER_KEY_ID", "partner-2026-11"),
  fine("LOGIN", "optional"),
  fine("KEY_PREFIX", "tenant:"),
  fine("PASSWORD_MIN_LENGTH", "12"),
  fine("SECRET_ROTATION_DAYS", "90"),
  fine("TOKEN_ISSUER", "https://accounts.seaworthy.dev"),
  fine("API_KEY_HEADER", "x-api-key"),
  fine("STRIPE_PUBLISHABLE_KEY", "pk_live_51HqLyjWDarjtT1zdp7dcXq4eC39"),
  fine("SUPABASE_PUBLISHABLE_KEY", "sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH"),
  fine("BUILD_DIGEST", "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
  fine("RELEASE", "01J9Z3K8Q6V7T2M4N5P6R7S8W9"),
  fine(
    "PUBLIC_KEY",
    "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
  ),
  fine(
    "VAPID_PUBLIC_KEY",
    "BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U",
  ),
  fine("PASSWORD_RESET_URL", "https://www.seaworthy.dev/reset"),
  fine("TOKEN_AUDIENCE", "authenticated"),
  fine("SCRIPT_HASH", "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"),
  fine("SECRETS_BACKEND", "vault"),
  fine("SESSION_COOKIE", "__Host-session"),
  fine("AUTH_METHODS", "password,magic_link"),
  fine("TURNSTILE_SITE_KEY", "0x4AAAAAAABkMYinukE8nzYS"),
  fine("QUEUE", "prod-orders-v2"),
  fine("MAX_TOKENS", "4096"),
  fine("MAP_PIN", "red"),
  fine("HTTP_AUTH", "optional"),
  fine("PRICE_ID", "price_1MoBy5LkdIwHu7ixZhnattbh"),
  fine("TWILIO_ACCOUNT_SID", key("AC", "9f2c7b41d05e4a86b3c8e17f6a90d254")),
  fine("CONTENT_HASH", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
  fine(
    "IMAGE",
    "registry.acme.net/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  ),
  fine("ANALYTICS", "phc_aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9d"),
  fine("CALLBACK", "https://www.seaworthy.dev/in?token={token}&state=open"),
  fine("SENTRY_RELEASE", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
];
