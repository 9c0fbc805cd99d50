import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseExtensionsApart: Rule = {
  id: "database-extensions-apart",
  area: "database",
  title: "No extension lives in a schema that the API shows",
  why: "Its functions become part of the API, and its names stand in the way of the own ones.",
  fix: "Create the extension in the schema extensions.",
  example: {
    language: "sql",
    code: "create extension if not exists pg_trgm with schema extensions;",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint(({ extensions }, { schemas }) =>
    extensions
      .filter(({ schema }) => schemas.has(schema))
      .map((at) => ({ at, message: "the extension is in a schema that the API shows." })),
  ),
};
