import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseApiSearchPath: Rule = {
  id: "database-api-search-path",
  area: "database",
  title: "API requests look names up in known schemas only",
  why: "A schema that callers may create in, in front of the search path, lets one of them answer for a function of the same name.",
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
    return other === undefined ? undefined : `API requests also look names up in ${other}.`;
  }),
};
