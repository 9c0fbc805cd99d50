import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseFunctionsFixSearchPath: Rule = {
  id: "database-functions-fix-search-path",
  area: "database",
  title: "Every function says where it looks names up",
  why: "A function that takes its caller's search path runs whatever the caller put there, with its own rights where it is a security definer.",
  fix: "Add `set search_path = ''` to the function, and write names with their schema.",
  example: {
    language: "sql",
    code: "create function public.f() returns integer language sql set search_path = '' as $$ select 1 $$;",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint(({ functions }) =>
    functions
      .filter(({ searchPath }) => searchPath === undefined)
      .map((at) => ({ at, message: "its search path is its caller's." })),
  ),
};
