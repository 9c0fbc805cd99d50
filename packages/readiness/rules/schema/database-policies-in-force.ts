import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databasePoliciesInForce: Rule = {
  id: "database-policies-in-force",
  area: "database",
  title: "No policy is written for a table that has row-level security off",
  why: "The policy reads as if it protected something; PostgreSQL does not look at it.",
  fix: "Enable row-level security on the table.",
  example: { language: "sql", code: "alter table public.posts enable row level security;" },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint(({ policies, tables }) =>
    policies
      .filter((policy) =>
        tables.some(
          (table) =>
            table.schema === policy.schema && table.name === policy.table && !table.rowSecurity,
        ),
      )
      .map((at) => ({
        at,
        message: `it is not in force: ${at.table} has row-level security off.`,
      })),
  ),
};
