import { pages, stepRule } from "../helpers/migration-steps.ts";

export const databaseConcurrentOutsideTransaction = stepRule({
  id: "database-concurrent-outside-transaction",
  title: "Statements that cannot run in a transaction are in a migration without one",
  why: "The runner wraps a .sql file in a transaction, in which CREATE INDEX CONCURRENTLY, VACUUM and similar statements fail and stop the deployment.",
  fix: "Move the statement to a .ts migration that calls noTransaction().",
  code: "-- 0014_posts_language.ts: pgm.noTransaction(); pgm.sql(…)\ncreate index concurrently posts_language on public.posts (language);",
  source: pages.concurrently,
  rank: "critical",
  kinds: ["refused-in-transaction"],
  message: ({ what }) => `PostgreSQL refuses "${what}" in the migration's transaction.`,
});
