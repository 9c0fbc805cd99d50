import { createCloudflare } from "./control/cloudflare/index.ts";
import { createSentry } from "./control/sentry/index.ts";
import { createSupabase } from "./control/supabase/index.ts";
import { createUpstash } from "./control/upstash/index.ts";
import type { VendorFactory } from "./kernel/vendor.ts";

/** Every vendor of the local cloud. */
export const vendorFactories: readonly VendorFactory[] = [createSupabase, createUpstash, createCloudflare, createSentry];
