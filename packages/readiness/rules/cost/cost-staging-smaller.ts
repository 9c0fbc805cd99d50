import { z } from "zod";
import { property } from "../helpers/checks.ts";
import { computeSizes } from "../helpers/database/compute-sizes.ts";
import { configurable, positive } from "../rule.ts";

export const costStagingSmaller = configurable({
  id: "cost-staging-smaller",
  area: "cost",
  title: "Staging runs on a small instance",
  why: "A copy of production's size costs a full month's price for an hour of tests a day.",
  fix: "Set seaworthy:database.project.instanceSize to small or medium on staging.",
  example: { language: "yaml", code: "seaworthy:database:\n  project:\n    instanceSize: small" },
  source: "https://supabase.com/pricing",
  severity: { local: "off", staging: "advisory", prod: "off" },
  rank: "low",
  scope: "resource",
  subjects: ["supabaseProject"],
  configuration: z.object({
    mostDollars: positive(60, "Maximum monthly cost of staging's instance"),
  }),
  judge: (resources, { mostDollars }) =>
    property("supabaseProject", "instanceSize", (size) => {
      const price = computeSizes[String(size ?? "nano")]?.dollarsPerMonth ?? 0;
      return price <= mostDollars ? undefined : `Staging's instance costs $${price} a month.`;
    })(resources),
});
