import { grantedToCallers, lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseUsersNotShown: Rule = {
  id: "database-users-not-shown",
  area: "database",
  title: "No view that the API shows reads auth.users",
  why: "It shows addresses, phone numbers and metadata of everybody who ever signed up.",
  fix: "Copy what is to be public into a table with policies.",
  example: {
    language: "sql",
    code: "create table public.profiles (user_id uuid primary key, name text not null);",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint((schema, { schemas }) =>
    schema.views
      .filter(
        (view) =>
          schemas.has(view.schema) && view.readsAuth && grantedToCallers(schema, view).length > 0,
      )
      .map((at) => ({ at, message: "it shows auth.users." })),
  ),
};
