/** Values that look random but are made to be published: they are in every page. */
const publishedForms: readonly RegExp[] = [
  // Sentry's DSN: its 32 hexadecimal digits are the public half of a key.
  /^https?:\/\/[0-9a-f]{32}@[\w.:-]+\/\d+$/,
  // Turnstile's site keys have 24 characters, its secret keys 35; also its test keys.
  /^0x4[\w-]{21}$/,
  /^[123]x0{20,}[A-Z]{2}$/,
  // Publishable keys of Stripe, Supabase and PostHog.
  /^(pk_(live|test)_|sb_publishable_|phc_)\w+$/,
  // Checksums, as written by package managers, image registries and pages.
  /^(sha\d{3}-[\w+/=]+|sha256:[0-9a-f]{64})$/,
  // Names of resources at AWS, even those of its secrets.
  /^arn:aws[\w-]*:[\w-]+:[\w-]*:\d*:\S+$/,
  /^(ssh-(rsa|ed25519)|ecdsa-sha2-\S+) /,
  /^-----BEGIN (CERTIFICATE|PUBLIC KEY)-----/,
  // Build files with a checksum in their names: `dist/53cae2fa93feb54c.js`.
  /^(\.{0,2}\/)?([\w@.-]+\/)+[\w.-]+\.(m?js|ts|map|css|json|wasm|sql|html)$/,
];

/** Ids look random and grant nothing; but some keys have the same form. */
const idForms: readonly RegExp[] = [
  // UUIDs; commits; ids of Cloudflare's accounts, zones and managed rulesets.
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  /^[0-9a-f]{40}$/,
  /^[0-9a-f]{32}$/,
  // ULIDs, which sort by time.
  /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/,
  // Objects of Stripe and of Twilio.
  /^(price|prod|plan|acct|cus|sub|promo|txr|pmc|bpc|we)_[A-Za-z0-9]{10,}$/,
  /^(AC|MG|PN|VA|IS|ZS|AP)[0-9a-f]{32}$/,
];

/** Public under any name. */
export const isPublished = (text: string): boolean =>
  publishedForms.some((form) => form.test(text.trim())) || isAnonymousKey(text);

/** Public unless its name says that it is a key. */
export const isPublic = (text: string): boolean =>
  isPublished(text) || idForms.some((form) => form.test(text.trim()));

/** Supabase's anon key is a signed token for the public; its service_role key is secret. */
function isAnonymousKey(text: string): boolean {
  const [, payload] = /^eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+$/.exec(text.trim()) ?? [];
  if (payload === undefined) return false;
  return /"role"\s*:\s*"anon"/.test(Buffer.from(payload, "base64url").toString("utf8"));
}
