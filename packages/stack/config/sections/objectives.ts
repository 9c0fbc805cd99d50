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
  p95Ms: count(1, 60_000).default(500).describe("Milliseconds within which 95 % of responses come"),
  p99Ms: count(1, 60_000)
    .default(1_500)
    .describe("Milliseconds within which 99 % of responses come"),
  failedShare: share
    .default(0.001)
    .describe("Share of requests that may get no response, or one of 500 and above"),
  limitedShare: share.default(0.01).describe("Share of requests that may get 429"),
  warmP95Ms: count(1, 60_000)
    .optional()
    .describe("Milliseconds within which 95 % of the responses out of a cache come"),
  hitShare: share
    .optional()
    .describe("Share of the requests which a cache may answer that it has to answer"),
  connections: count(1, 100_000).optional().describe("Maximum clients of the database at once"),
  checksShare: share.default(0.99).describe("Share of a scenario's checks that have to pass"),
});
