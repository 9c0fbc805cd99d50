import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const functionSearchPathMutable = schemaRule({
  id: "function_search_path_mutable",
  aliases: ["database-functions-fix-search-path"],
  title: "Every function sets its own search path",
  why: "A function without its own search path runs whatever its caller put there, with its owner's rights if it is a security definer.",
  fix: "Add `set search_path = ''` to the function, and qualify names with their schema.",
  code: "create function public.f() returns integer language sql set search_path = '' as $$ select 1 $$;",
  source: splinter("0011_function_search_path_mutable"),
  rank: "high",
  find: ({ functions }) =>
    functions
      .filter(({ searchPath }) => searchPath === undefined)
      .map((at) => ({
        at,
        message: "it uses its caller's search path.",
        since: ["config"],
        subject: `${at.schema}.${at.name}(${at.parameters})`,
      })),
});
