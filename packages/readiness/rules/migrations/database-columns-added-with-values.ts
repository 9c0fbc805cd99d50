import { pages, stepRule } from "../helpers/migration-steps.ts";

export const databaseColumnsAddedWithValues = stepRule({
  id: "database-columns-added-with-values",
  title: "A NOT NULL column is added with a default",
  why: "Without a default, the migration fails if the table has any row, and inserts from the version that is still serving fail after it.",
  fix: "Add the column with a constant default, or add it nullable, fill it in batches, and set NOT NULL with a validated check.",
  code: "alter table public.posts add column language text not null default 'en';",
  source: pages.notes,
  rank: "critical",
  kinds: ["not-null-without-default"],
  message: ({ what }) =>
    `${what} is NOT NULL and has no default: the migration fails on a table with rows.`,
});
