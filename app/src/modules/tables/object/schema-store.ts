import { columnChanges } from "../schema/change-columns.ts";
import { type Column, indexName, sqlName } from "../schema/columns.ts";

const sqlType = {
  text: "text",
  integer: "integer",
  number: "real",
  boolean: "integer",
  timestamp: "text",
} as const;

/** The latest version of the table's columns; empty before the table is defined. */
export function readColumns(sql: SqlStorage): readonly Column[] {
  const [row] = sql.exec<{ columns: string }>(
    `select "columns" from "_schema" order by "version" desc limit 1`,
  );
  return row === undefined ? [] : (JSON.parse(row.columns) as readonly Column[]);
}

/** Adds what is new. Must run in a transaction; throws Refused. */
export function changeSchema(sql: SqlStorage, after: readonly Column[]): void {
  const before = readColumns(sql);
  const { added, indexed } = before.length === 0 ? all(after) : columnChanges(before, after);
  for (const column of added)
    sql.exec(`alter table "rows" add column ${sqlName(column)} ${sqlType[column.type]}`);
  for (const column of indexed)
    sql.exec(`create index ${indexName(column)} on "rows" (${sqlName(column)}, "id")`);
  if (JSON.stringify(before) !== JSON.stringify(after))
    sql.exec(`insert into "_schema" ("columns") values (?)`, JSON.stringify(after));
}

/** A new table may have required columns: it has no rows. */
const all = (columns: readonly Column[]) => ({
  added: columns,
  indexed: columns.filter(({ indexed }) => indexed),
});
