import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseApiSearchPath: Rule = {
  id: "database-api-search-path",
  area: "database",
  title: "API requests resolve names only in known schemas",
  why: "If callers can create objects in a schema early in the search path, their function can replace another of the same name.",
  fix: "Set seaworthy:database.api.extraSearchPath to public and extensions.",
  example: {
    language: "yaml",
    code: "seaworthy:database:\n  api:\n    extraSearchPath: [public, extensions]",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "medium",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: property("supabaseSettings", "api.db_extra_search_path", (path) => {
    const other = String(path ?? "")
      .split(",")
      .map((one) => one.trim())
      .find((one) => !["public", "extensions", ""].includes(one));
    return other === undefined ? undefined : `API requests also resolve names in ${other}.`;
  }),
};
