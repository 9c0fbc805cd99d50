import { asksEachRow, lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databasePoliciesAskOnce: Rule = {
  id: "database-policies-ask-once",
  area: "database",
  title: "A policy asks once a statement who the caller is",
  why: "A bare auth.uid() is evaluated for each row: a query over a large table becomes a hundred times slower.",
  fix: "Write (select auth.uid()) in the policy.",
  example: { language: "sql", code: "using (author_id = (select auth.uid()))" },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint(({ policies }) =>
    policies
      .filter(({ using = "", check = "" }) => asksEachRow(using) || asksEachRow(check))
      .map((at) => ({ at, message: "it asks for each row who the caller is." })),
  ),
};
