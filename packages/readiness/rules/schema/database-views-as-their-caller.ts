import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseViewsAsTheirCaller: Rule = {
  id: "database-views-as-their-caller",
  area: "database",
  title: "A view that the API shows has its caller's rights",
  why: "A view has its owner's rights unless it says otherwise: it shows every row of tables whose policies hide them.",
  fix: "Create the view with (security_invoker = on).",
  example: {
    language: "sql",
    code: "create view public.recent_posts with (security_invoker = on) as select * from public.posts;",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint(({ views }, { schemas }) =>
    views
      .filter((view) => schemas.has(view.schema) && !view.materialized && !view.securityInvoker)
      .map((at) => ({ at, message: "it has its owner's rights." })),
  ),
};
