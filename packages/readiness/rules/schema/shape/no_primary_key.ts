import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const noPrimaryKey = schemaRule({
  id: "no_primary_key",
  aliases: ["database-tables-have-keys"],
  title: "Every table has a primary key",
  why: "Replication, upserts and single-row API updates need a key that identifies the row.",
  fix: "Add a primary key.",
  code: "alter table public.events add column id bigint generated always as identity primary key;",
  source: splinter("0004_no_primary_key"),
  rank: "low",
  find: (_, { tables }) =>
    tables
      .filter(
        ({ primaryKey, kind, child }) =>
          primaryKey.length === 0 && kind !== "foreign table" && !child,
      )
      .map((at) => ({ at, message: "it has no primary key." })),
});
