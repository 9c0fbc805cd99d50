import { grantsTo, schemaRule } from "../../helpers/schema-lint.ts";

export const databaseCallersDoNotTruncate = schemaRule({
  id: "database-callers-do-not-truncate",
  title: "Signed-in users cannot truncate tables",
  why: "Row-level security does not check TRUNCATE: a function that runs it as its caller empties the table for everyone.",
  fix: "Revoke truncate from authenticated.",
  code: "revoke truncate on public.posts from authenticated;",
  source: "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
  rank: "medium",
  find: (_, { tables }) =>
    tables
      .filter(({ access }) => access.truncate.includes("authenticated"))
      .map((at) => ({
        at,
        message: "every signed-in user has truncate.",
        since: ["schema", ...grantsTo(["authenticated"], "truncate")],
      })),
});
