import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const unindexedForeignKeys = schemaRule({
  id: "unindexed_foreign_keys",
  aliases: ["database-foreign-keys-indexed"],
  title: "Every foreign key has an index",
  why: "Deleting a referenced row scans the whole referencing table.",
  fix: "Create an index that begins with the key's columns.",
  code: "create index comments_post on public.comments (post_id);",
  source: splinter("0001_unindexed_foreign_keys"),
  rank: "low",
  find: ({ foreignKeys, indexes }) =>
    foreignKeys
      .filter(
        (key) =>
          !indexes.some(
            ({ table, schema, where, columns, valid }) =>
              table === key.table &&
              schema === key.schema &&
              valid &&
              where === undefined &&
              begins(columns, key.columns),
          ),
      )
      .map((at) => ({
        at,
        message: `no index of ${at.table} starts with ${at.columns.join(", ")}.`,
        subject: `${at.schema}.${at.table}.${at.name}`,
      })),
});

const begins = (columns: readonly string[], wanted: readonly string[]) => {
  const first = columns.slice(0, wanted.length).map((one) => one.replace(/ desc$/, ""));
  return wanted.every((column) => first.map(unquoted).includes(column));
};

const unquoted = (name: string) => name.replace(/^"(.*)"$/, "$1").replaceAll('""', '"');
