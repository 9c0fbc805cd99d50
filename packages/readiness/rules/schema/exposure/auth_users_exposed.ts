import { apiRoles, grantsTo, schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const authUsersExposed = schemaRule({
  id: "auth_users_exposed",
  aliases: ["database-users-not-shown"],
  title: "No view that the Data API exposes reads auth.users",
  why: "It shows e-mail addresses, phone numbers and metadata of everyone who ever signed up.",
  fix: "Copy what may be public into a table with policies.",
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
