import { pages, stepRule } from "../helpers/migration-steps.ts";

export const databaseTablesNotLocked = stepRule({
  id: "database-tables-not-locked",
  title: "No migration locks a table in use for longer than a moment",
  why: "LOCK TABLE and REINDEX without CONCURRENTLY keep readers and writers waiting, and everyone who comes after them.",
  fix: "Leave the lock out, or use the CONCURRENTLY form in a migration without a transaction.",
  code: "reindex index concurrently public.posts_feed_order;",
  source: pages.locks,
  rank: "high",
  kinds: ["locked"],
  message: ({ what }) => `${what} is locked until the migration ends.`,
});
