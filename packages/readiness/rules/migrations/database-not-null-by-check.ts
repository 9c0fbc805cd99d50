import { pages, stepRule } from "../helpers/migration-steps.ts";

export const databaseNotNullByCheck = stepRule({
  id: "database-not-null-by-check",
  title: "NOT NULL is set only on a column that a validated check covers",
  why: "SET NOT NULL scans the whole table while nobody can read or write it, unless a validated check proves that there are no nulls.",
  fix: "Add a check NOT VALID, validate it in a later migration, then set NOT NULL.",
  code: "alter table public.posts add constraint posts_title_there check (title is not null) not valid;",
  source: pages.alterTable,
  rank: "high",
  kinds: ["not-null-set"],
  message: ({ what }) => `setting ${what} NOT NULL scans the whole table under an exclusive lock.`,
});
