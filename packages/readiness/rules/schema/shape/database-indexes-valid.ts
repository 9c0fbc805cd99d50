import { schemaRule } from "../../helpers/schema-lint.ts";

export const databaseIndexesValid = schemaRule({
  id: "database-indexes-valid",
  title: "No index is invalid",
  why: "CREATE INDEX CONCURRENTLY that was cut off leaves an index that every write keeps up to date and no query uses.",
  fix: "Drop the index and create it again.",
  code: "drop index concurrently if exists public.posts_author_order;",
  source:
    "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
  rank: "medium",
  find: ({ indexes }) =>
    indexes.filter(({ valid }) => !valid).map((at) => ({ at, message: "the index is invalid." })),
});
