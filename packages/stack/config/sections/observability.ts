import { z } from "zod";
import { share } from "../values.ts";

const destination = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,99}$/, "must be the name of a destination, as Cloudflare lists it");

const exported = (what: string) => ({
  destinations: z
    .array(destination)
    .min(1)
    .describe(`OpenTelemetry destinations in the Cloudflare account that receive the ${what}`),
  stored: z.boolean().default(true).describe(`Cloudflare stores the ${what} too; default: true`),
});

/** Where the Worker's logs and traces go, besides Cloudflare's own store. */
export const observabilitySchema = z.strictObject({
  logs: z.strictObject(exported("logs")).optional().describe("Logs, by OpenTelemetry"),
  traces: z
    .strictObject({
      ...exported("traces"),
      sampleRate: share.describe("Share of requests whose traces are sent"),
    })
    .optional()
    .describe("Traces, by OpenTelemetry; default: off"),
  logpush: z
    .strictObject({
      destination: z
        .string()
        .min(12)
        .describe("Logpush's `destination_conf`, with its key; set it with `--secret`"),
    })
    .optional()
    .describe("Logs in batches, by Logpush"),
});
