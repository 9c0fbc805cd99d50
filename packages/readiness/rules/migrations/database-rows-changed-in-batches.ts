import { stepRule } from "../helpers/migration-steps.ts";

export const databaseRowsChangedInBatches = stepRule({
  id: "database-rows-changed-in-batches",
  title: "No migration updates or deletes every row of an existing table at once",
  why: "One transaction over the whole table locks each row until it ends, doubles the table's size, and delays replicas. TRUNCATE and DELETE without WHERE cannot be undone.",
  fix: "Change rows in batches, in a separate job.",
  code: "update public.posts set language = 'en' where language is null and id in\n  (select id from public.posts where language is null limit 1000);",
  source: "https://www.postgresql.org/docs/current/routine-vacuuming.html",
  rank: "high",
  kinds: ["all-rows-changed", "emptied"],
  message: ({ what, kind }) =>
    kind === "emptied"
      ? `${what} is deleted.`
      : `every row of ${what} is changed in one transaction.`,
});
