import { grantedToCallers, lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseMaterializedViewsHidden: Rule = {
  id: "database-materialized-views-hidden",
  area: "database",
  title: "Callers cannot read materialized views",
  why: "Row-level security does not exist for them: whoever may read one reads all of it.",
  fix: "Revoke the view from anon and authenticated, or keep it in a schema that is not exposed.",
  example: { language: "sql", code: "revoke all on public.totals from anon, authenticated;" },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint((schema, { schemas }) =>
    schema.views
      .filter(
        (view) =>
          schemas.has(view.schema) &&
          view.materialized &&
          grantedToCallers(schema, view).length > 0,
      )
      .map((at) => ({ at, message: "callers may read all of it." })),
  ),
};
