import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Store } from "./store.ts";
import type { VendorName } from "./vendor-name.ts";

/**
 * The tokens that the local cloud accepts: one per vendor, and one for the console and the
 * `seaworthy` command.
 */
export type Tokens = Readonly<Record<VendorName | "admin", string>>;

/** The account that owns the API key of Upstash's Developer API: HTTP Basic needs a user name. */
export const localAccountEmail = "local@seaworthy.localhost";

/**
 * In the vendors' formats: `sbp_` and 40 hex digits at Supabase, 40 characters at Cloudflare,
 * `sntryu_` and 64 hex digits at Sentry, `re_` at Resend.
 */
const makers: { [name in keyof Tokens]: () => string } = {
  supabase: () => `sbp_${hex(20)}`,
  upstash: () => hex(18),
  cloudflare: () => `sea-${hex(18)}`,
  sentry: () => `sntryu_${hex(32)}`,
  resend: () => `re_${hex(16)}`,
  admin: () => hex(24),
};

/** The store's tokens; generated on the first call and then kept. */
export function loadTokens(store: Store): Tokens {
  // A store created before a vendor was added has no token for it.
  const known = store.get<Partial<Tokens>>("cloud", "tokens") ?? {};
  const made: Tokens = {
    supabase: makers.supabase(),
    upstash: makers.upstash(),
    cloudflare: makers.cloudflare(),
    sentry: makers.sentry(),
    resend: makers.resend(),
    admin: makers.admin(),
    ...known,
  };
  store.put("cloud", "tokens", made);
  return made;
}

/** Constant-time comparison: its duration does not reveal how much of the token was right. */
export function sameToken(given: string | undefined, expected: string): boolean {
  if (given === undefined) return false;
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}
