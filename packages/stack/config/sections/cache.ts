import { z } from "zod";
import { count } from "../values.ts";

export const cacheSchema = z.strictObject({
  region: z.string().min(1).describe("Upstash region, near the database, e.g. `eu-central-1`"),
  tls: z.boolean().describe("Whether clients connect with TLS"),
  monthlyBudgetDollars: count(1, 100_000)
    .optional()
    .describe("Maximum monthly cost of each of the two databases; default: Upstash's own limit"),
});
