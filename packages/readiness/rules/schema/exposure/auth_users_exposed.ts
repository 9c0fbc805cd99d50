import { apiRoles, grantsTo, schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const authUsersExposed = schemaRule({
  id: "auth_users_exposed",
  aliases: ["database-users-not-shown"],
  title: "No view in the Data API reads auth.users",
  why: "Such a view exposes email addresses, phone numbers and metadata of every user.",
  fix: "Copy the columns that may be public into a table with policies.",
  code: "create table public.profiles (user_id uuid primary key, name text not null);",
  source: splinter("0002_auth_users_exposed"),
  rank: "critical",
  find: ({ views }, { schemas }) =>
    views
      .filter(
        ({ schema, readsUsers, readers }) =>
          schemas.has(schema) && readsUsers && readers.length > 0,
      )
      .map((at) => ({
        at,
        message: "it shows auth.users.",
        since: ["schema", ...grantsTo(apiRoles, "select")],
      })),
});
