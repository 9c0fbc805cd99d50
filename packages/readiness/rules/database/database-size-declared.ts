import { property } from "../helpers/checks.ts";
import { inProduction, type Rule } from "../rule.ts";

export const databaseSizeDeclared: Rule = {
  id: "database-size-declared",
  area: "database",
  title: "The instance's size is declared, and not the smallest",
  why: "The smallest sizes share a processor: after a burst they are throttled for as long as the traffic lasts, and a project without a size gets what its organization's plan gives.",
  fix: "Set seaworthy:database.project.instanceSize to small or more.",
  example: { language: "yaml", code: "seaworthy:database:\n  project:\n    instanceSize: medium" },
  source: "https://supabase.com/docs/going-into-prod",
  severity: inProduction,
  rank: "medium",
  scope: "resource",
  subjects: ["supabaseProject"],
  judge: property("supabaseProject", "instanceSize", (size) =>
    typeof size === "string" && !["nano", "micro"].includes(size)
      ? undefined
      : `The instance's size is ${String(size ?? "not declared")}.`,
  ),
};
