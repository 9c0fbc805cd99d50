/** The vendors whose APIs the local cloud serves. */
export type VendorName = "supabase" | "upstash" | "cloudflare" | "sentry" | "resend";
