import { ofType } from "../../plan/resource.ts";
import { productionOnly, type Rule, violation } from "../rule.ts";

export const protectionDatabaseKept: Rule = {
  id: "protection-database-kept",
  area: "protection",
  title: "The database is protected from deletion",
  why: "With a renamed resource or a wrong stack name, `pulumi up` or `destroy` deletes the project with every row and backup.",
  fix: "Set seaworthy:database.project.protect to true.",
  example: { language: "yaml", code: "seaworthy:database:\n  project:\n    protect: true" },
  source: "https://supabase.com/docs/going-into-prod",
  severity: productionOnly,
  rank: "critical",
  scope: "stack",
  subjects: ["supabaseProject"],
  needs: ["protect-option"],
  judge: (resources) =>
    ofType(resources, "supabaseProject")
      .filter(({ options }) => options?.protect !== true)
      .map((project) => violation("The project is not protected from deletion.", project)),
};
