import { stepRule } from "../helpers/migration-steps.ts";

export const databaseRowsChangedInBatches = stepRule({
  id: "database-rows-changed-in-batches",
  title: "No migration changes or deletes every row of a table in use at once",
  why: "One transaction over the whole table holds a lock on each row until the end, doubles the table's size, and delays replicas. TRUNCATE and DELETE without WHERE cannot be taken back.",
  fix: "Change rows in batches, in a job of its own.",
  code: "update public.posts set language = 'en' where language is null and id in\n  (select id from public.posts where language is null limit 1000);",
  source: "https://www.postgresql.org/docs/current/routine-vacuuming.html",
  rank: "high",
  kinds: ["all-rows-changed", "emptied"],
  message: ({ what, kind }) =>
    kind === "emptied"
      ? `${what} is deleted.`
      : `every row of ${what} is changed in one transaction.`,
});
