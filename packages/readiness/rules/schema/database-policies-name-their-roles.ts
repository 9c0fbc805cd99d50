import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databasePoliciesNameTheirRoles: Rule = {
  id: "database-policies-name-their-roles",
  area: "database",
  title: "A policy names the roles that it is for",
  why: "A policy for nobody in particular is evaluated for everybody, people without a token included.",
  fix: "Add `to authenticated`, or the roles that are meant.",
  example: {
    language: "sql",
    code: "create policy posts_read on public.posts for select to authenticated using (true);",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint(({ policies }) =>
    policies
      .filter(({ roles }) => roles.length === 0 || roles.includes("public"))
      .map((at) => ({ at, message: "it is for every role." })),
  ),
};
