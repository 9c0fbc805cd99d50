import { z } from "zod";
import { cloudflareId, hostname, origin, share } from "../values.ts";

export const appSchema = z.strictObject({
  accountId: cloudflareId.describe("Cloudflare account that owns the Worker"),
  corsOrigins: z.array(origin).describe("Origins whose pages may call the API"),
  approvedDomains: z
    .array(hostname)
    .optional()
    .describe(
      "Domains that the origins must belong to, directly or as a subdomain; policies check them",
    ),
  allowedAddresses: z
    .array(
      z.union(
        [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
        "must be an address or a network, e.g. 192.0.2.0/24",
      ),
    )
    .optional()
    .describe("Addresses and networks that the Worker never blocks"),
  tokens: z
    .strictObject({
      issuer: z
        .string()
        .regex(
          /^https?:\/\/[^\s/]+(\/\S*)?$/,
          "must be an address, e.g. https://{ref}.supabase.co/auth/v1",
        )
        .describe("`iss` that every token must have; `{ref}` stands for the project's ref"),
      audience: z.string().min(1).describe("`aud` that every token must have"),
      asymmetric: z
        .boolean()
        .describe(
          "Also accept tokens that the issuer's public keys at `<issuer>/.well-known/jwks.json` verify",
        ),
    })
    .describe("Which tokens the app accepts"),
  debugRoutes: z.boolean().describe("Serve `/debug/*`; never in production"),
  workersDev: z.boolean().describe("Also serve at workers.dev, bypassing the zone's rules"),
  previewUrls: z.boolean().describe("Give every version a preview URL"),
  jobsQueue: z
    .boolean()
    .default(false)
    .describe("Wake jobs through Cloudflare Queues, which the account must have"),
  logSampleRate: share.describe("Share of requests whose logs and traces Cloudflare stores"),
  retentionCron: z
    .string()
    .regex(/^(\S+ ){4}\S+$/, "must be five fields, e.g. 17 3 * * *")
    .describe("When old data is deleted, in UTC"),
});
