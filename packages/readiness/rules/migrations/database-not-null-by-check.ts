import { pages, stepRule } from "../helpers/migration-steps.ts";

export const databaseNotNullByCheck = stepRule({
  id: "database-not-null-by-check",
  title: "NOT NULL is set on a column that a valid check already covers",
  why: "SET NOT NULL reads the whole table while nobody else can read or write it, unless a valid check proves that there is no null.",
  fix: "Add a check NOT VALID, validate it in a later migration, then set NOT NULL.",
  code: "alter table public.posts add constraint posts_title_there check (title is not null) not valid;",
  source: pages.alterTable,
  rank: "high",
  kinds: ["not-null-set"],
  message: ({ what }) => `setting ${what} NOT NULL reads the whole table under an exclusive lock.`,
});
