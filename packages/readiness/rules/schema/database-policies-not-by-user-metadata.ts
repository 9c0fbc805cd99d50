import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databasePoliciesNotByUserMetadata: Rule = {
  id: "database-policies-not-by-user-metadata",
  area: "database",
  title: "No policy trusts what users may change about themselves",
  why: "user_metadata is written by the user: whoever sets role to admin in it is one.",
  fix: "Use app_metadata, or a table that users cannot write.",
  example: {
    language: "sql",
    code: "using ((select auth.jwt()) -> 'app_metadata' ->> 'role' = 'admin')",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint(({ policies }) =>
    policies
      .filter(({ using = "", check = "" }) => /user_meta_?data/i.test(using + check))
      .map((at) => ({ at, message: "it trusts user_metadata." })),
  ),
};
