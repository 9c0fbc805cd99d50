import { pages, stepRule } from "../helpers/migration-steps.ts";

export const databaseIndexesBuiltConcurrently = stepRule({
  id: "database-indexes-built-concurrently",
  title: "Indexes on existing tables are created concurrently",
  why: "CREATE INDEX keeps every write to the table waiting until the index is built.",
  fix: "Create the index concurrently, in a migration of its own that calls noTransaction().",
  code: "-- 0014_posts_language.ts: pgm.noTransaction(); pgm.sql(…)\ncreate index concurrently posts_language on public.posts (language);",
  source: pages.concurrently,
  rank: "high",
  kinds: ["index-built"],
  message: ({ what }) => `${what} is built while no one can write to the table.`,
});
