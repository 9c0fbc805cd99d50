import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const fkeyToAuthUnique = schemaRule({
  id: "fkey_to_auth_unique",
  title: "Foreign keys to the auth schema reference only primary keys",
  why: "Supabase changes unique constraints of its own tables: a foreign key that references one blocks the upgrade of Auth.",
  fix: "Reference auth.users (id).",
  code: "alter table public.profiles add foreign key (user_id) references auth.users (id) on delete cascade;",
  source: splinter("0021_fkey_to_auth_unique"),
  rank: "high",
  find: ({ foreignKeys }) =>
    foreignKeys
      .filter(({ referencesSchema, toPrimaryKey }) => referencesSchema === "auth" && !toPrimaryKey)
      .map((at) => ({
        at,
        message: `${at.table} references a unique constraint of auth.${at.references}.`,
        subject: `${at.schema}.${at.table}.${at.name}`,
      })),
});
