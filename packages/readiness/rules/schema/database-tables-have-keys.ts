import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseTablesHaveKeys: Rule = {
  id: "database-tables-have-keys",
  area: "database",
  title: "Every table has a primary key",
  why: "Without one a row cannot be named: replication, upserts and the API's updates of one row need it.",
  fix: "Add a primary key.",
  example: {
    language: "sql",
    code: "alter table public.events add column id bigint generated always as identity primary key;",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "low",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint((_, { tables }) =>
    tables
      .filter(({ primaryKey }) => primaryKey.length === 0)
      .map((at) => ({ at, message: "it has no primary key." })),
  ),
};
