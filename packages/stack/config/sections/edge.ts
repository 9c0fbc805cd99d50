import { z } from "zod";
import { cloudflareId, count, hostname, seconds } from "../values.ts";

export const edgeSchema = z.strictObject({
  zoneId: cloudflareId.describe("Existing zone that serves the app"),
  hostname: hostname.describe("Hostname in that zone at which the app is served"),
  zone: z
    .enum(["owned", "shared"])
    .default("owned")
    .describe(
      "`owned`: the stack holds the zone's settings and rules. `shared`: another stack does, and this one, a preview, adds its host name",
    ),
  alwaysHttps: z.boolean().describe("Redirect plain HTTP to HTTPS"),
  minTlsVersion: z
    .enum(["1.0", "1.1", "1.2", "1.3"], 'must be "1.0", "1.1", "1.2" or "1.3", in quotes')
    .describe("Oldest TLS version accepted"),
  hsts: z
    .strictObject({
      maxAgeSeconds: seconds(0, 63_072_000).describe(
        "How long browsers stay on HTTPS; 0 disables it",
      ),
      includeSubdomains: z.boolean().describe("Apply to the zone's subdomains too"),
      preload: z.boolean().describe("Allow browsers to preload the domain"),
    })
    .describe("HTTP Strict Transport Security"),
  rateLimits: z
    .strictObject({
      restPerMinute: count(1, 1_000_000).describe(
        "Requests per minute and address on `/rest/*` and `/rpc/*`",
      ),
      authPerMinute: count(1, 1_000_000).describe("Requests per minute and address on `/auth/*`"),
    })
    .describe("Rate limits at the edge, per client address"),
  loadTest: z
    .boolean()
    .default(false)
    .describe(
      "Exempt requests that `seaworthy load` has signed from these limits; needs Cloudflare's Pro plan, and policies refuse it in prod",
    ),
});
