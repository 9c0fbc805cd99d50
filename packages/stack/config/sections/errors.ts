import { z } from "zod";
import { count, seconds, share, slug } from "../values.ts";

export const errorsSchema = z.strictObject({
  organization: slug.describe("Sentry's organization"),
  parts: z
    .array(slug)
    .refine((parts) => new Set(parts).size === parts.length, "must not name a part twice")
    .default([])
    .describe("Further parts of the product with a Sentry project of their own, such as `web`"),
  sampleRate: share.describe("Share of requests whose traces are sent"),
  keyLimit: z
    .strictObject({
      count: count(1, 1_000_000).describe("Events accepted in one window"),
      windowSeconds: seconds(1, 86_400).describe("Length of the window"),
    })
    .describe("Rate limit of the key, so that a flood does not exhaust the quota"),
  inboundFilters: z
    .array(
      z.enum([
        "browser-extensions",
        "filtered-transaction",
        "legacy-browsers",
        "localhost",
        "web-crawlers",
      ]),
    )
    .describe(
      "Noise that Sentry drops: uptime probes, crawlers, browser extensions, developers' machines",
    ),
  alerts: z
    .strictObject({
      everyMinutes: z
        .literal(
          [5, 10, 30, 60, 180, 720, 1440],
          "must be one of Sentry's steps: 5, 10, 30, 60, 180, 720 or 1440",
        )
        .describe("How often an alert repeats for the same problem"),
      errorCount: count(1, 1_000_000).describe(
        "Errors in one window that trigger the error-rate alert",
      ),
      windowSeconds: z
        .literal(
          [60, 300, 600, 900, 1800, 3600, 7200, 14_400, 86_400],
          "must be one of Sentry's windows: 60, 300, 600, 900, 1800, 3600, 7200, 14400 or 86400",
        )
        .describe("Length of that window"),
    })
    .describe("When alerts are sent"),
});
