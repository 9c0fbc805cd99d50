import { property } from "../helpers/checks.ts";
import { productionOnly, type Rule } from "../rule.ts";

export const protectionPaidPlan: Rule = {
  id: "protection-paid-plan",
  area: "protection",
  title: "Production does not use the free plan",
  why: "A free project is paused after a week without traffic, and has no backups.",
  fix: "Set seaworthy:database.project.instanceSize to small or more, on the Pro plan.",
  example: { language: "yaml", code: "seaworthy:database:\n  project:\n    instanceSize: medium" },
  source: "https://supabase.com/pricing",
  severity: productionOnly,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseProject"],
  judge: property("supabaseProject", "instanceSize", (size) =>
    size === undefined || size === "nano" ? "The project uses the free plan's size." : undefined,
  ),
};
