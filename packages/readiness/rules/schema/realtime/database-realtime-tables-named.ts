import { schemaRule } from "../../helpers/schema-lint.ts";

export const databaseRealtimeTablesNamed = schemaRule({
  id: "database-realtime-tables-named",
  title: "The Realtime publication lists its tables",
  why: "A publication for all tables also sends changes of every table that a later migration creates.",
  fix: "Add the tables to the publication one by one.",
  code: "alter publication supabase_realtime add table public.messages;",
  source: "https://supabase.com/docs/guides/realtime/postgres-changes",
  rank: "high",
  find: ({ publications }) =>
    publications
      .filter(({ allTables }) => allTables)
      .map((at) => ({
        at,
        message: "the publication is for all tables, or all of a schema.",
        since: ["all"],
      })),
});
