import { pages, stepRule } from "../helpers/migration-steps.ts";

export const databaseTablesNotLocked = stepRule({
  id: "database-tables-not-locked",
  title: "No migration locks an existing table for more than a moment",
  why: "LOCK TABLE and REINDEX without CONCURRENTLY block readers and writers, and everyone queued behind them.",
  fix: "Remove the lock, or use the CONCURRENTLY form in a migration without a transaction.",
  code: "reindex index concurrently public.posts_feed_order;",
  source: pages.locks,
  rank: "high",
  kinds: ["locked"],
  message: ({ what }) => `${what} is locked until the migration ends.`,
});
