import { isOrdinaryKey, isSettingOfSecret } from "./ordinary-names.ts";

/** Last words of names that hold secrets; some are often joined to the word before. */
const secretWords = [
  "SECRETS?|TOKEN|CREDENTIALS?|APIKEYS?|PEPPER|SALT|HTPASSWD|MNEMONIC|SEED_PHRASE",
  "PASS|PASSWD|PASSWORDS?|PWD|PW|PASS_?PHRASE|PASSCODE|(?:OTP|TOTP|WALLET)_SEED",
  "(?:API|PRIVATE|SECRET|SIGNING|ENCRYPTION|ACCESS|AUTH|MASTER|SERVICE|SERVICE_ROLE|ADMIN|SHARED|HMAC|LICENSE)_KEYS?",
  "(?:API|PRIVATE|SECRET|SIGNING|ENCRYPTION|ACCESS|AUTH|MASTER)KEYS?",
].join("|");
const joinedWords =
  "[A-Z\\d]+(?:PASSWORD|PASSWD|SECRET|TOKEN)|(?:DB|PG|SQL|FTP|SMTP|USER|ROOT|ADMIN|REDIS)(?:PASS|PWD)";

/** What a person or program made up: letters and digits, or a word such as `key`. */
const madeUp =
  /^(?=.*[A-Za-z])(?=.*\d|.*(?:^|[-_.])(?:key|secret|token|live|sk|pass)(?:[-_.]|$))[\w+=~.-]{8,}$/;
/** A name and a password. */
const login = /^(?=\D)[^\s:/]+:[^\s:/]+$/;

/**
 * Last words of names that hold a secret only when the value looks like one: the words, and what
 * such a value looks like.
 */
const doubtfulWords: readonly (readonly [words: string, value: RegExp])[] = [
  ["TOKENS", /(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{8,}/],
  ["[A-Z\\d]+_KEY|WRITEKEY|BEARER|HMAC|SIGNING|TOTP", madeUp],
  ["PIN", /^\d{4,12}$/],
  ["(?:BASIC|HTTP|PROXY)_AUTH|LOGIN|CREDS?|USERPASS", login],
];
const doubtful = doubtfulWords.map(([words]) => words).join("|");
/** Words that may follow: to distinguish several, or to say how it is written. */
const which =
  "PREVIOUS|CURRENT|NEXT|OLD|NEW|LIVE|TEST|PROD|PRODUCTION|STAGING|DEV|PRIMARY|SECONDARY|V?\\d+|[AB]|VALUE|BASE|RAW|TEXT|BASE64|B64|HEX";
const secretName = new RegExp(
  `(?:^|_)(${secretWords}|${joinedWords}|${doubtful})(?:_(?:${which}))*$`,
);
const certain = new RegExp(`^(?:${secretWords}|${joinedWords})$`);
/** Followed by whose it is: `TOKEN_PARTNER`. */
const secretFirst = new RegExp(`(?:^|_)(?:${secretWords})_([A-Z][A-Z\\d]+)$`);
const publicWords = /(^|_)(PUBLIC|PUBLISHABLE|SITE|ANON|CLIENT_ID)(_|$)/;

/**
 * The word that shows that a name holds a secret: `SMTP_PASS`, `apiToken`. None for names that only
 * refer to one, such as `TOKEN_TTL_SECONDS`, and for names that say the value is public.
 */
export function secretWordOf(name: string): string | undefined {
  const upper = inCapitals(name);
  if (publicWords.test(upper) || isOrdinaryKey(upper)) return undefined;
  return secretName.exec(upper)?.[1] ?? ofWhom(upper);
}

function ofWhom(upper: string): string | undefined {
  const [, owner] = secretFirst.exec(upper) ?? [];
  return owner === undefined || isSettingOfSecret(owner) ? undefined : `${owner}_KEY`;
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
  const [, form] = certain.test(word)
    ? []
    : (doubtfulWords.find(([words]) => new RegExp(`^(?:${words})$`).test(word)) ?? []);
  if (form !== undefined) return form.test(value);
  return /^P(ASS|WD?$)/.test(word) || !/^\d+(\.\d+)?[a-z]{0,2}$/.test(value);
}
