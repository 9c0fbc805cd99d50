/** Last words of names that hold secrets. */
const secretWords = [
  "SECRETS?|TOKEN|CREDENTIALS?|APIKEYS?|PEPPER|SALT|HTPASSWD|MNEMONIC|SEED_PHRASE",
  "PASS|PASSWD|PASSWORDS?|PWD|PW|PASS_?PHRASE|(?:OTP|TOTP|WALLET)_SEED",
  "(?:API|PRIVATE|SECRET|SIGNING|ENCRYPTION|ACCESS|AUTH|MASTER|SERVICE|SERVICE_ROLE|ADMIN|SHARED|HMAC|LICENSE)_KEYS?",
].join("|");

/** Last words of names that hold a secret if the value is one that a person or program made up. */
const doubtfulWords: readonly (readonly [word: RegExp, value: RegExp])[] = [
  [/^TOKENS$/, /(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{8,}/],
  [/^\w+_?KEY$/, /^(?=.*\d)(?=.*[A-Za-z])[\w+=~-]{16,}$/],
  [/^PIN$/, /^\d{4,12}$/],
  [/^\w+_AUTH$/, /^[^\s:]+:[^\s:]+$/],
];
const doubtful =
  "TOKENS|PIN|(?:BASIC|HTTP|PROXY)_AUTH|(?:APP|DEPLOY|SESSION|COOKIE|JWT|WEBHOOK|ACCOUNT|ROOT|WRITE)_KEY|WRITEKEY";
/** Words that may follow to distinguish several. */
const which =
  "PREVIOUS|CURRENT|NEXT|OLD|NEW|LIVE|TEST|PROD|PRODUCTION|STAGING|DEV|PRIMARY|SECONDARY|V?\\d+|[AB]";
const secretName = new RegExp(`(?:^|_)(${secretWords}|${doubtful})(?:_(?:${which}))*$`);
const certain = new RegExp(`^(?:${secretWords})$`);
const publicWords = /(^|_)(PUBLIC|PUBLISHABLE|SITE|ANON|CLIENT_ID)(_|$)/;

/**
 * The word that shows that a name holds a secret: `SMTP_PASS`, `apiToken`. None for names that only
 * refer to one, such as `TOKEN_TTL_SECONDS`, and for names that say the value is public.
 */
export function secretWordOf(name: string): string | undefined {
  const upper = inCapitals(name);
  return publicWords.test(upper) ? undefined : secretName.exec(upper)?.[1];
}

/** Checksums of what is built or served, not of passwords. */
const checksum =
  /^(?!.*(?:PASS|SECRET|TOKEN|KEY)).*(?:HASH|DIGEST|CHECKSUM|SHA\d*|FINGERPRINT|INTEGRITY|ETAG|COMMIT|REVISION)$/;

/** Whether a name says that its value is public: `VAPID_PUBLIC_KEY`, `CONTENT_HASH`. */
export function isPublicName(name: string): boolean {
  const upper = inCapitals(name);
  return publicWords.test(upper) || checksum.test(upper);
}

const inCapitals = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();

/**
 * Whether a value under such a name may be secret. Numbers, switches and addresses are settings;
 * but for a password even `123456` counts.
 */
export function mayBeSecret(word: string, text: string): boolean {
  const value = text.trim();
  if (value === "" || /^(true|false|on|off|yes|no|none|null)$/i.test(value)) return false;
  if (/^https?:\/\/[^@]*$/.test(value)) return false;
  const [, form] = doubtfulWords.find(([one]) => one.test(word) && !certain.test(word)) ?? [];
  if (form !== undefined) return form.test(value);
  return /^P(ASS|WD?$)/.test(word) || !/^\d+(\.\d+)?[a-z]{0,2}$/.test(value);
}
