import { pages, stepRule } from "../helpers/migration-steps.ts";

export const databaseKeysUseAnIndex = stepRule({
  id: "database-keys-use-an-index",
  title: "Keys of existing tables are added from an existing index",
  why: "Adding a primary key or unique constraint builds its index while nobody can read or write the table.",
  fix: "Create a unique index concurrently, then add the constraint USING INDEX.",
  code: "alter table public.posts add constraint posts_slug unique using index posts_slug_index;",
  source: pages.alterTable,
  rank: "high",
  kinds: ["key-built"],
  message: ({ what }) => `${what} builds its index under an exclusive lock.`,
});
