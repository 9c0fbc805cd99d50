import { z } from "@hono/zod-openapi";
import { type Column, type ColumnType, columnName, mostColumns } from "./columns.ts";
import { Refused } from "./outcome.ts";

/** The value of a cell, in JSON. */
export const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Cell = z.output<typeof cell>;

/** Cells by the name of their column. */
export const cells = z
  .record(columnName, cell)
  .refine((values) => Object.keys(values).length <= mostColumns, {
    message: `can have at most ${mostColumns} columns`,
  });
export type Cells = z.output<typeof cells>;

/** What SQLite keeps of a cell. */
export type Stored = string | number | null;

export interface Row {
  readonly id: string;
  readonly values: Cells;
}

/** What SQLite gives back. */
type SqlValue = ArrayBuffer | string | number | null;

/** A row of the SQLite table, as read. */
export type StoredRow = Readonly<Record<string, SqlValue>>;

const longestText = 20_000;
const time = z.iso.datetime({ offset: true });

const toStored: Readonly<Record<ColumnType, (value: Cell) => Stored | undefined>> = {
  text: (value) =>
    typeof value === "string" && value.length <= longestText && isText(value) ? value : undefined,
  integer: (value) => (Number.isSafeInteger(value) ? Number(value) : undefined),
  // -0 and 0 are one number; SQLite may keep either.
  number: (value) => (Number.isFinite(value) ? Number(value) + 0 : undefined),
  boolean: (value) => (typeof value === "boolean" ? Number(value) : undefined),
  timestamp: (value) => (time.safeParse(value).success ? timeOf(String(value)) : undefined),
};

/** A text with a NUL in it ends there for some of SQLite's functions. */
const isText = (value: string) => value.isWellFormed() && !value.includes("\0");

/** One text for one moment, so that texts are in the order of time. */
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

/** Throws Refused for a value that is not of the column's type. */
export function stored(column: Column, value: Cell): Stored {
  if (value === null) return null;
  const kept = toStored[column.type](value);
  if (kept !== undefined) return kept;
  throw new Refused("UNPROCESSABLE", `${column.name} takes ${expected[column.type]}.`);
}

/** The cell that was stored. */
function cellOf({ type }: Column, value: SqlValue | undefined): Cell {
  if (value === null || value === undefined || value instanceof ArrayBuffer) return null;
  return type === "boolean" ? value === 1 : value;
}

/** A stored row with those columns. */
export function rowOf(columns: readonly Column[], row: StoredRow): Row {
  const values = columns.map((column) => [
    column.name,
    cellOf(column, row[`c_${column.name}`]),
  ]) as [string, Cell][];
  return { id: String(row.id), values: Object.fromEntries(values) };
}
