/** Names under which people keep secrets. */
export const secretName = /(SECRET|TOKEN|PASSWORD|PASSPHRASE|CREDENTIAL|PRIVATE_KEY|API_KEY)/;

/** Texts that are secrets by their form, as their vendors publish it. */
const knownForms: readonly (readonly [name: string, form: RegExp])[] = [
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a signed token (JWT)", /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/],
  ["a URL with a password", /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i],
  ["a Supabase token", /\bsbp_[0-9a-f]{40}\b|\bsb_secret_\w{16,}/],
  ["a Sentry token", /\bsntry[su]_[\w+/=.-]{20,}/],
  ["a GitHub token", /\bgh[pousr]_\w{36,}|\bgithub_pat_\w{22,}/],
  ["an AWS access key", /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a Stripe key", /\b[sr]k_(live|test)_\w{16,}/],
  ["a Slack token", /\bxox[abeoprs]-[\w-]{10,}/],
];

/** Letters, digits and what the usual encodings add to them, in one piece. */
const piece = /[\w+/=-]{24,}/g;

/**
 * Bits for each character, from which on a text of that length is random rather than written; 24
 * random hexadecimal digits have 3.2 or more.
 */
const randomBits = 3.2;

/** Sentry's DSN: its 32 hexadecimal digits are the public half of a key, made to be seen. */
const publicDsn = /^https?:\/\/[0-9a-f]{32}@[\w.:-]+\/\d+$/;

/**
 * What a text looks like, in words for a message, when it looks like a secret; never any of the
 * text.
 */
export function secretShapeOf(text: string): string | undefined {
  if (publicDsn.test(text)) return undefined;
  const known = knownForms.find(([, form]) => form.test(text));
  if (known !== undefined) return known[0];
  const random = text
    .match(piece)
    ?.some((one) => isMixed(one) && bitsPerCharacter(one) >= randomBits);
  return random === true ? "random characters" : undefined;
}

/**
 * Random text jumps between digits, small and capital letters; names do not, joined by dashes or by
 * capitals as they may be. A capital before a small letter is how words begin, hence no jump.
 */
function isMixed(text: string): boolean {
  const letters = text.replaceAll(/[-_/+=]/g, "");
  const jumps =
    letters.match(/(?<=[a-z])[A-Z]|(?<=[a-z])\d|(?<=[A-Z])\d|(?<=\d)[a-zA-Z]/g)?.length ?? 0;
  return jumps >= letters.length * 0.18;
}

/** Shannon's entropy. */
export function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce(
    (bits, count) => bits - (count / text.length) * Math.log2(count / text.length),
    0,
  );
}
