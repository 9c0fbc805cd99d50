import { property } from "../helpers/checks.ts";
import { inProduction, type Rule } from "../rule.ts";

export const databaseSizeDeclared: Rule = {
  id: "database-size-declared",
  area: "database",
  title: "The instance size is declared and is not the smallest",
  why: "The smallest sizes share a CPU and are throttled under sustained load. A project without a declared size gets its organization's default.",
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
      : `The instance size is ${String(size ?? "not declared")}.`,
  ),
};
