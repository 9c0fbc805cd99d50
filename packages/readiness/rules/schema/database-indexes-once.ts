import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseIndexesOnce: Rule = {
  id: "database-indexes-once",
  area: "database",
  title: "No index is there twice",
  why: "Each write keeps both up to date, and queries use one.",
  fix: "Drop one of the two.",
  example: { language: "sql", code: "drop index public.posts_author_again;" },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "low",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint(({ indexes }) => {
    const groups = Map.groupBy(indexes, ({ schema, table, columns, where = "" }) =>
      JSON.stringify([schema, table, columns, where]),
    );
    return [...groups.values()].flatMap((group) =>
      group.slice(1).map((at) => ({ at, message: `it is the same as ${group[0]?.name}.` })),
    );
  }),
};
