import { z } from "zod";
import { cloudflareId, origin, share } from "./values.ts";

export const appSchema = z.strictObject({
  accountId: cloudflareId.describe("Cloudflare account that the Worker belongs to"),
  corsOrigins: z.array(origin).describe("Origins whose pages may call the API"),
  debugRoutes: z.boolean().describe("Serve `/debug/*`; never in production"),
  workersDev: z.boolean().describe("Also serve at workers.dev, past the zone's rules"),
  previewUrls: z.boolean().describe("Serve every version at an address of its own"),
  logSampleRate: share.describe("Share of requests whose logs and traces Cloudflare keeps"),
  retentionCron: z
    .string()
    .regex(/^(\S+ ){4}\S+$/, "must be five fields, e.g. 17 3 * * *")
    .describe("When old data is deleted, in UTC"),
});
