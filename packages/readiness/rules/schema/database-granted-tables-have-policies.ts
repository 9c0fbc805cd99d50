import { grantedToCallers, lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseGrantedTablesHavePolicies: Rule = {
  id: "database-granted-tables-have-policies",
  area: "database",
  title: "A table that callers are granted has a policy for them",
  why: "Row-level security without a policy refuses everything: the grant beside it shows that something else was meant.",
  fix: "Write the policy, or revoke the grant.",
  example: {
    language: "sql",
    code: "create policy posts_read on public.posts for select to authenticated using (author_id = (select auth.uid()));",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint((schema, { tables }) =>
    tables
      .filter((table) => table.rowSecurity && grantedToCallers(schema, table).length > 0)
      .filter(
        (table) =>
          !schema.policies.some(
            (policy) => policy.schema === table.schema && policy.table === table.name,
          ),
      )
      .map((at) => ({
        at,
        message: "callers are granted rights, and no policy lets them use any.",
      })),
  ),
};
