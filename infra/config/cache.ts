import { z } from "zod";
import { count } from "./values.ts";

export const cacheSchema = z.strictObject({
  region: z.string().min(1).describe("Upstash's region, near the database: e.g. `eu-central-1`"),
  tls: z.boolean().describe("Whether clients connect by TLS"),
  monthlyBudgetDollars: count(1, 100_000)
    .optional()
    .describe(
      "Most that each of the two databases may cost a month; left out: Upstash's own limit",
    ),
});
