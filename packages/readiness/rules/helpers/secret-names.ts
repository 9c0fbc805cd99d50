/** Last words of names that hold secrets. */
const secretWords =
  "SECRET|TOKEN|PASS|PASSWD|PASSWORD|PWD|PASSPHRASE|CREDENTIALS?|APIKEY|PEPPER|(?:API|PRIVATE|SECRET|SIGNING|ENCRYPTION|ACCESS|AUTH|MASTER|SERVICE|SERVICE_ROLE|ADMIN)_KEY";
/** Words that may follow to distinguish several. */
const which =
  "PREVIOUS|CURRENT|NEXT|OLD|NEW|LIVE|TEST|PROD|PRODUCTION|STAGING|DEV|PRIMARY|SECONDARY|V?\\d+|[AB]";
const secretName = new RegExp(`(?:^|_)(${secretWords})(?:_(?:${which}))*$`);
const publicWords = /(^|_)(PUBLIC|PUBLISHABLE|SITE|ANON|CLIENT_ID)(_|$)/;

/**
 * The word that shows that a name holds a secret: `SMTP_PASS`, `apiToken`. None for names that only
 * refer to one, such as `TOKEN_TTL_SECONDS`, and for names that say the value is public.
 */
export function secretWordOf(name: string): string | undefined {
  const upper = inCapitals(name);
  return publicWords.test(upper) ? undefined : secretName.exec(upper)?.[1];
}

/** Whether a name says that its value is public: `VAPID_PUBLIC_KEY`. */
export const isPublicName = (name: string): boolean => publicWords.test(inCapitals(name));

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
  return /^P(ASS|WD)/.test(word) || !/^\d+(\.\d+)?[a-z]{0,2}$/.test(value);
}
