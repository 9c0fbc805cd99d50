import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseRlsForced: Rule = {
  id: "database-rls-forced",
  area: "database",
  title: "Row-level security holds for the tables' owner too",
  why: "A function or a view that runs as the owner goes past policies that are not forced.",
  fix: "Force row-level security in a migration.",
  example: { language: "sql", code: "alter table public.posts force row level security;" },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint((_, { tables }) =>
    tables
      .filter(({ rowSecurity, forced }) => rowSecurity && !forced)
      .map((at) => ({ at, message: "row-level security does not hold for its owner." })),
  ),
};
