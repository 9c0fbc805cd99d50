import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const duplicateIndex = schemaRule({
  id: "duplicate_index",
  aliases: ["database-indexes-once"],
  title: "No index is duplicated",
  why: "Each write updates both, and queries use only one.",
  fix: "Drop one of the two.",
  code: "drop index public.posts_author_again;",
  source: splinter("0009_duplicate_index"),
  rank: "low",
  find: ({ indexes }) => {
    const groups = Map.groupBy(indexes, ({ schema, table, columns, method, unique, where = "" }) =>
      JSON.stringify([schema, table, columns, method, unique, where]),
    );
    return [...groups.values()].flatMap((group) =>
      group.slice(1).map((at) => ({
        at,
        message: `it is the same as ${group[0]?.name}.`,
      })),
    );
  },
});
