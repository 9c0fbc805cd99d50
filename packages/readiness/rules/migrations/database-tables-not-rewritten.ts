import { pages, stepRule } from "../helpers/migration-steps.ts";

export const databaseTablesNotRewritten = stepRule({
  id: "database-tables-not-rewritten",
  title: "No migration rewrites an existing table",
  why: "Changing a column's type, or adding one with a volatile default, copies every row while nobody can read or write the table.",
  fix: "Add a new column, fill it in batches, and switch over. Keep the old one until no version uses it.",
  code: "alter table public.posts add column views_big bigint;",
  source: pages.notes,
  rank: "high",
  kinds: ["rewritten"],
  message: ({ what }) => `${what} is rewritten under an exclusive lock.`,
});
