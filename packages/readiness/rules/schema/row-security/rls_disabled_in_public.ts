import { grantsTo, schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const rlsDisabledInPublic = schemaRule({
  id: "rls_disabled_in_public",
  aliases: ["database-rls-enabled"],
  title: "Every table in the Data API has row-level security",
  why: "Without it, anyone with the public API key can read and change every row.",
  fix: "Enable row-level security in a migration, with the policies that callers need.",
  code: "alter table public.posts enable row level security;",
  source: splinter("0013_rls_disabled_in_public"),
  rank: "critical",
  find: (_, { tables }) =>
    tables
      .filter(({ rowSecurity, kind }) => !rowSecurity && kind !== "foreign table")
      .map((at) => ({
        at,
        message: "row-level security is off.",
        since: ["rowSecurity", "schema", ...grantsTo(["anon", "authenticated"], "select")],
      })),
});
