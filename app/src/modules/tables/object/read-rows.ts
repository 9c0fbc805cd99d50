import { compileFilter, type Filter } from "../query/compile.ts";
import { afterCursor, cursorAfter, type Order, orderOf, orderSql } from "../query/place.ts";
import type { Query, Where } from "../query/query.ts";
import { type Column, type Role, readable, sqlName } from "../schema/columns.ts";
import { Refused } from "../schema/outcome.ts";
import { type Row, rowOf, type StoredRow } from "../schema/values.ts";
import { metaOf } from "./storage-migrations.ts";

export interface Page {
  readonly rows: Row[];
  readonly nextCursor: string | null;
}

export interface Reader {
  readonly sql: SqlStorage;
  readonly columns: readonly Column[];
  readonly role: Role;
  /** Rows that one query may scan. */
  readonly mostRead: number;
}

/**
 * One page. The cost is counted before the query runs: a Durable Object's SQL cannot be timed out,
 * because the clock stands still while it runs. Throws Refused.
 */
export function readPage(reader: Reader, query: Query): Page {
  const { columns, role } = reader;
  const filter = compileFilter(columns, role, query.where);
  const order = orderOf(columns, role, query);
  const tableId = metaOf(reader.sql, "table_id") ?? "";
  const after = afterCursor(tableId, order, query);
  if (!isCheap(query, order)) requireFew(reader, filter);
  const text = `select ${selected(columns, role)} from ${source(filter)}
    where ${filter.text} and ${after.text} order by ${orderSql(order)} limit ?`;
  const rows = take(reader, text, [...filter.bindings, ...after.bindings, query.limit + 1]);
  const last = rows[query.limit - 1];
  return {
    rows: rows.slice(0, query.limit).map((row) => rowOf(readable(columns, role), row)),
    nextCursor:
      rows.length > query.limit && last !== undefined
        ? cursorAfter(tableId, order, query, last)
        : null,
  };
}

const source = ({ driver }: Filter): string =>
  driver === undefined ? `"rows"` : `"rows" indexed by ${driver.index}`;

/** The rows that match the filter, among the given ids or all. Throws Refused. */
export function readMatching(
  reader: Reader,
  where: Where,
  { ids, limit }: { readonly ids?: readonly string[]; readonly limit: number },
): Row[] {
  const { columns, role } = reader;
  const filter = compileFilter(columns, role, where);
  if (ids === undefined && where.length > 0) requireFew(reader, filter);
  const among = ids === undefined ? "true" : `"id" in (select "value" from json_each(?))`;
  const text = `select ${selected(columns, role)} from "rows" where ${among} and ${filter.text} limit ?`;
  const given = ids === undefined ? [] : [JSON.stringify(ids)];
  return take(reader, text, [...given, ...filter.bindings, limit]).map((row) =>
    rowOf(readable(columns, role), row),
  );
}

/** Rows after that id, ordered by id. */
export function readAll(reader: Reader, after: string, limit: number): Row[] {
  const { columns, role } = reader;
  const text = `select ${selected(columns, role)} from "rows" where "id" > ? order by "id" limit ?`;
  return take(reader, text, [after, limit]).map((row) => rowOf(readable(columns, role), row));
}

const selected = (columns: readonly Column[], role: Role): string =>
  [`"id"`, ...readable(columns, role).map(sqlName)].join(", ");

/** With an index in the page's order, the query reads only up to the limit. */
const isCheap = ({ where }: Query, { column }: Order): boolean =>
  where.length === 0 && (column === undefined || column.indexed);

/** Counts the index's matches, up to the limit. Throws Refused when there are more. */
function requireFew({ sql, mostRead }: Reader, filter: Filter): void {
  const { text, bindings } = filter.driver ?? { text: "true", bindings: [] };
  const { count } = sql
    .exec<{ count: number }>(
      `select count(*) as "count" from (select 1 from ${source(filter)} where ${text} limit ?)`,
      ...bindings,
      mostRead + 1,
    )
    .one();
  if (count > mostRead)
    throw new Refused(
      "UNPROCESSABLE",
      `The query would scan more than ${mostRead} rows. Filter by a more selective indexed column.`,
    );
}

/** Checks the limit again, against the rows SQLite actually read. */
function take(
  { sql, mostRead }: Reader,
  text: string,
  bindings: readonly (string | number | null)[],
): StoredRow[] {
  const cursor = sql.exec<Record<string, SqlStorageValue>>(text, ...bindings);
  const rows: StoredRow[] = [];
  for (const row of cursor) {
    rows.push(row);
    if (cursor.rowsRead > 4 * mostRead + 1_000)
      throw new Refused("UNPROCESSABLE", "The query scanned too many rows. Narrow it.");
  }
  return rows;
}
