import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseForeignKeysIndexed: Rule = {
  id: "database-foreign-keys-indexed",
  area: "database",
  title: "Every foreign key has an index",
  why: "A delete of the row that is pointed at reads the whole other table to find who points.",
  fix: "Create an index that begins with the key's columns.",
  example: { language: "sql", code: "create index comments_post on public.comments (post_id);" },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "low",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint(({ foreignKeys, indexes }) =>
    foreignKeys
      .filter(
        (key) =>
          !indexes.some(
            (index) =>
              index.table === key.table &&
              index.schema === key.schema &&
              index.where === undefined &&
              begins(index.columns, key.columns),
          ),
      )
      .map((at) => ({
        at,
        message: `no index of ${at.table} begins with ${at.columns.join(", ")}.`,
      })),
  ),
};

const begins = (columns: readonly string[], wanted: readonly string[]) => {
  const first = columns.slice(0, wanted.length).map((one) => one.replace(/ desc$/, ""));
  return wanted.every((column) => first.includes(column));
};
