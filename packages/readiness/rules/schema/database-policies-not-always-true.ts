import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

const always = /^\(*\s*(true|1\s*=\s*1)\s*\)*$/i;

export const databasePoliciesNotAlwaysTrue: Rule = {
  id: "database-policies-not-always-true",
  area: "database",
  title: "No policy lets everybody write everything",
  why: "USING (true) on a write is row-level security that is off, with a policy that hides it.",
  fix: "Say in the policy whose rows they are.",
  example: { language: "sql", code: "with check (author_id = (select auth.uid()))" },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint(({ policies }) =>
    policies
      .filter(
        ({ command, permissive, using, check }) =>
          command !== "select" &&
          permissive &&
          [using, check].some((sql) => sql !== undefined && always.test(sql)),
      )
      .filter(({ roles }) => !roles.every((role) => role === "service_role"))
      .map((at) => ({ at, message: `it lets ${at.roles.join(" and ")} write every row.` })),
  ),
};
