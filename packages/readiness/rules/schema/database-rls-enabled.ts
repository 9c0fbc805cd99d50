import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseRlsEnabled: Rule = {
  id: "database-rls-enabled",
  area: "database",
  title: "Every table that the API shows has row-level security",
  why: "Without it everybody who has the public key reads and changes every row.",
  fix: "Enable row-level security in a migration, with the policies that callers need.",
  example: { language: "sql", code: "alter table public.posts enable row level security;" },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint((_, { tables }) =>
    tables
      .filter(({ rowSecurity }) => !rowSecurity)
      .map((at) => ({ at, message: "row-level security is off." })),
  ),
};
