import { z } from "zod";
import { count } from "../values.ts";

const share = z.number().min(0).max(1);

/** What the stack promises its users. */
export const objectivesSchema = z.strictObject({
  availability: z
    .number()
    .min(0.9)
    .max(0.9999)
    .default(0.999)
    .describe(
      "Share of requests that succeed. The rest is the error budget: the uptime monitor reports an outage before it uses up a tenth of a month's budget",
    ),
  p95Ms: count(1, 60_000).default(500).describe("95th percentile of response times, in ms"),
  p99Ms: count(1, 60_000).default(1_500).describe("99th percentile of response times, in ms"),
  failedShare: share
    .default(0.001)
    .describe("Maximum share of requests without a response, or with a 5xx"),
  limitedShare: share.default(0.01).describe("Maximum share of requests that get 429"),
  warmP95Ms: count(1, 60_000)
    .optional()
    .describe("95th percentile of response times of cache hits, in ms"),
  hitShare: share
    .optional()
    .describe("Minimum share of cache hits among the requests that may be cached"),
  connections: count(1, 100_000).optional().describe("Maximum concurrent clients of the database"),
  checksShare: share.default(0.99).describe("Minimum share of a scenario's checks that pass"),
});
