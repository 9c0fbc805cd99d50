import { z } from "@hono/zod-openapi";
import { isStorableText } from "@seaworthy/platform/runtime/storable-text";
import { type Column, type ColumnType, columnName, mostColumns } from "./columns.ts";
import { Refused } from "./outcome.ts";

/** A cell's value, in JSON. */
export const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Cell = z.output<typeof cell>;

/** Cells by column name. */
export const cells = z
  .record(columnName, cell)
  .refine((values) => Object.keys(values).length <= mostColumns, {
    message: `can have at most ${mostColumns} columns`,
  });
export type Cells = z.output<typeof cells>;

/** A cell as written to SQLite. */
export type Stored = string | number | null;

export interface Row {
  readonly id: string;
  readonly values: Cells;
}

/** A value as SQLite returns it. */
type SqlValue = ArrayBuffer | string | number | null;

/** A row of the SQLite table, as read. */
export type StoredRow = Readonly<Record<string, SqlValue>>;

const longestText = 20_000;
const time = z.iso.datetime({ offset: true });

const toStored: Readonly<Record<ColumnType, (value: Cell) => Stored | undefined>> = {
  text: (value) =>
    typeof value === "string" && value.length <= longestText && isStorableText(value)
      ? value
      : undefined,
  integer: (value) => (Number.isSafeInteger(value) ? Number(value) : undefined),
  // -0 and 0 are equal; SQLite may return either.
  number: (value) => (Number.isFinite(value) ? Number(value) + 0 : undefined),
  boolean: (value) => (typeof value === "boolean" ? Number(value) : undefined),
  timestamp: (value) => (time.safeParse(value).success ? timeOf(String(value)) : undefined),
};

/** One text per instant, so that texts sort by time. */
function timeOf(text: string): string | undefined {
  const moment = new Date(text);
  const year = moment.getUTCFullYear();
  return year >= 0 && year <= 9999 ? moment.toISOString() : undefined;
}

const expected: Readonly<Record<ColumnType, string>> = {
  text: `a text of at most ${longestText} characters`,
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  timestamp: "a time such as 2026-01-31T12:00:00Z",
};

/** Throws Refused for a value that does not have the column's type. */
export function stored(column: Column, value: Cell): Stored {
  if (value === null) return null;
  const kept = toStored[column.type](value);
  if (kept !== undefined) return kept;
  throw new Refused("UNPROCESSABLE", `${column.name} takes ${expected[column.type]}.`);
}

/** Converts a stored value back to a cell. */
function cellOf({ type }: Column, value: SqlValue | undefined): Cell {
  if (value === null || value === undefined || value instanceof ArrayBuffer) return null;
  return type === "boolean" ? value === 1 : value;
}

/** A stored row, with those columns. */
export function rowOf(columns: readonly Column[], row: StoredRow): Row {
  const values = columns.map((column) => [
    column.name,
    cellOf(column, row[`c_${column.name}`]),
  ]) as [string, Cell][];
  return { id: String(row.id), values: Object.fromEntries(values) };
}
