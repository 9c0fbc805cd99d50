import { creator } from "@secretlint/secretlint-rule-preset-recommend";

/** Formats of this stack's vendors, and those missing from the library. */
const ownFormats: readonly (readonly [name: string, form: RegExp])[] = [
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a signed token (JWT)", /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/],
  ["a URL with a password", /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i],
  ["a Supabase token", /\bsbp_[0-9a-f]{40}\b|\bsb_secret_\w{16,}/],
  ["a Sentry token", /\bsntry[su]_[\w+/=.-]{20,}/],
  ["a GitHub token", /\bgh[pousr]_\w{36,}|\bgithub_pat_\w{22,}/],
  ["an AWS access key", /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a Stripe key", /\b[sr]k_(live|test)_\w{16,}/],
  ["a Stripe webhook secret", /\bwhsec_[\w+/=]{24,}/],
  ["a Slack token", /\bxox[abeoprs]-[\w-]{10,}/],
  ["a SendGrid key", /\bSG\.[\w-]{16,}\.[\w-]{16,}/],
  ["a Google API key", /\bAIza[\w-]{35}/],
  ["a Google client secret", /\bGOCSPX-[\w-]{20,}/],
  [
    "an Authorization header",
    /^(\w+(-\w+)*:\s*)?([Bb]asic|[Bb]earer|[Tt]oken)\s+(?=\S*(\d|=|[a-z][A-Z]))[\w+/=.~-]{8,}$/,
  ],
  ["a login for a host", /\bmachine\s+\S+\s+login\s+\S+\s+password\s+\S+/],
  ["a one-time password's key", /\botpauth:\/\/\S+[?&]secret=\w+/],
  ["an Azure client secret", /\b\w{3}\dQ~[\w.~-]{31,34}/],
  ["a storage account's key", /\bAccountKey=[\w+/]{40,}={0,2}/],
  ["a Discord webhook", /\bdiscord(app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}/],
  [
    "the address of a webhook",
    /\bapi\.(vercel\.com\/v1\/integrations\/deploy|netlify\.com\/build_hooks|render\.com\/deploy)\/\S{8,}|\/deploy_hooks\/[0-9a-f-]{36}|\bhooks\.zapier\.com\/hooks\/catch\/\d+\/\w+|\bhook\.\w+\.make\.com\/\w{16,}|\bmaker\.ifttt\.com\/trigger\/\S+\/key\/\S+|\.webhook\.office\.com\/webhookb2\/\S+/,
  ],
  [
    "a key of an AI vendor",
    /\bsk-(proj|svcacct|admin|ant|or|lf)-[\w-]{20,}|\b(gsk|xai|hf|r8|pplx)[_-]\w{24,}/,
  ],
  ["a Cloudflare token", /\b(cfut|cfat|cfk)_\w{30,}/],
  ["a package registry token", /\bnpm_\w{36}|\bpypi-[\w-]{50,}/],
  [
    "a Linear, Notion or Airtable key",
    /\blin_api_\w{30,}|\b(secret|ntn)_\w{40,}|\bpat\w{14}\.\w{60,}/,
  ],
  ["a DigitalOcean or Fly.io token", /\bdo[opr]_v1_[0-9a-f]{64}|\bFlyV1 fm\d_[\w+/=]{40,}/],
  ["a Twilio or Mailgun key", /\bSK[0-9a-f]{32}\b|\bkey-[0-9a-f]{32}\b/],
  ["a Resend key", /\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}/],
];

/**
 * The name of a text's format, if its vendor publishes one. Our own formats come first: their names
 * are clearer.
 */
export function knownFormatOf(text: string): string | undefined {
  return ownFormats.find(([, form]) => form.test(text))?.[0] ?? secretlintFormat(text);
}

/**
 * Runs secretlint's rules unchanged: each is a function of a text. `filter-comments` only reads
 * directives for secretlint's own command.
 */
const judged = (creator.rules as readonly SecretlintRule[]).filter(
  ({ meta }) => !meta.id.endsWith("filter-comments"),
);

/** The part of a rule that is used here; its own types describe the whole command. */
interface SecretlintRule {
  readonly meta: { readonly id: string };
  create(context: object, options: object): { file?(source: object): unknown };
}

function secretlintFormat(text: string): string | undefined {
  for (const rule of judged) {
    let found = false;
    const context = {
      ruleId: rule.meta.id,
      sharedOptions: {},
      createTranslator: () => (messageId: string) => ({ message: messageId, messageId }),
      report: () => {
        found = true;
      },
      ignore: () => {},
    };
    // All their options are optional, and their results are synchronous.
    void rule.create(context, {}).file?.(sourceOf(text));
    if (found) return `a secret of ${vendorOf(rule.meta.id)}`;
  }
  return undefined;
}

const sourceOf = (content: string) => ({
  filePath: "value.txt",
  ext: ".txt",
  contentType: "text" as const,
  content,
});

const vendorOf = (id: string): string =>
  id.replace("@secretlint/secretlint-rule-", "").replaceAll("-", " ");
