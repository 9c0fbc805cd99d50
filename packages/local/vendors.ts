import { createCloudflare } from "./cloudflare/api/index.ts";
import type { VendorFactory } from "./kernel/vendor.ts";
import { createResend } from "./resend/api/index.ts";
import { createSentry } from "./sentry/api/index.ts";
import { createSupabase } from "./supabase/api/index.ts";
import { createUpstash } from "./upstash/api/index.ts";

/** Every vendor of the local cloud. */
export const vendorFactories: readonly VendorFactory[] = [
  createSupabase,
  createUpstash,
  createCloudflare,
  createSentry,
  createResend,
];
