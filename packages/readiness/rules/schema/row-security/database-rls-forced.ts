import { schemaRule } from "../../helpers/schema-lint.ts";

export const databaseRlsForced = schemaRule({
  id: "database-rls-forced",
  title: "Row-level security also applies to the table's owner",
  why: "A function or a view that runs as the owner bypasses policies that are not forced.",
  fix: "Force row-level security in a migration.",
  code: "alter table public.posts force row level security;",
  source: "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
  rank: "medium",
  find: (_, { tables }) =>
    tables
      .filter(({ rowSecurity, forced }) => rowSecurity && !forced)
      .map((at) => ({
        at,
        message: "row-level security does not apply to its owner.",
        since: ["rowSecurity", "forced"],
      })),
});
