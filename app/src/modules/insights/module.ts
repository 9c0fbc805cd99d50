import { defineModule } from "@seaworthy/platform/modules/define-module";
import { z } from "zod";

const perMonth = (tier: string, usual: number) =>
  z.int().min(0).max(100_000).default(usual).describe(`Research runs per month for a ${tier} user`);

/** Public insights, saved insights, trends, research as a job, and tiers paid through Stripe. */
export const insights = defineModule({
  name: "insights",
  configuration: z.strictObject({
    researchPerMonth: z
      .strictObject({
        free: perMonth("free", 3),
        pro: perMonth("pro", 100),
        team: perMonth("team", 1_000),
      })
      .prefault({})
      .describe("Research that a user of each tier may start in a calendar month (UTC)"),
    prices: z
      .record(z.string().regex(/^price_\w{1,90}$/), z.enum(["pro", "team"]))
      .default({})
      .describe("The tier that each Stripe price buys, by price ID"),
  }),
  secrets: { STRIPE_WEBHOOK_SECRET: "verifies what Stripe sends" },
  schedules: { lost: "* * * * *", retention: "daily" },
  load: ["insights"],
  jobs: {
    "research.run": {
      description: "Works on a research: finds insights about its topic and sums them up.",
      attempts: 5,
      atOnce: 10,
      atOncePerTenant: 2,
    },
    "stripe.event": { description: "Applies an event of Stripe to its customer.", atOnce: 5 },
  },
  switches: {
    research: "Starting a research. What runs goes on.",
    streams: "Opening a stream of a trend or of a research.",
  },
  metrics: {
    counters: {
      insights_reads_total:
        "Reads of insights by list or one, and where they came from: memory, shared, fresh, stale, computed, bypassed.",
      insights_research_total: "Research by how it ended: done, failed, cancelled.",
    },
  },
  seed: { insights: 10_000 },
});

export type Tier = "free" | "pro" | "team";
