import { grantedToCallers, lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseDefinersNotCallable: Rule = {
  id: "database-definers-not-callable",
  area: "database",
  title: "Callers cannot run functions that have their owner's rights",
  why: "A security definer goes past row-level security: exposed, it is an API with no policy.",
  fix: "Revoke execute from public, anon and authenticated, or move the function to a schema that is not exposed.",
  example: {
    language: "sql",
    code: "revoke all on function public.f() from public, anon, authenticated;",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint((schema, { schemas }) =>
    schema.functions
      .filter(
        (one) =>
          one.securityDefiner &&
          schemas.has(one.schema) &&
          grantedToCallers(schema, one).length > 0,
      )
      .map((at) => ({ at, message: "callers may run it with its owner's rights." })),
  ),
};
