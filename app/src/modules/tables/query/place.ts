import { decodeCursor, encodeCursor } from "@seaworthy/platform/keyset/keyset-cursor";
import { type Column, type Role, sqlName } from "../schema/columns.ts";
import { Refused } from "../schema/outcome.ts";
import type { Stored, StoredRow } from "../schema/values.ts";
import { columnNamed, type Piece } from "./compile.ts";
import type { Query } from "./query.ts";

/** The order of a page's rows: by one column, then by id. */
export interface Order {
  /** Undefined: by id only. */
  readonly column: Column | undefined;
  readonly direction: "asc" | "desc";
}

/** Throws Refused for a nullable column: rows with null would be on no page. */
export function orderOf(columns: readonly Column[], role: Role, { order }: Query): Order {
  if (order === undefined) return { column: undefined, direction: "asc" };
  const column = columnNamed(columns, role, order.column);
  if (column.required) return { column, direction: order.direction };
  throw new Refused("UNPROCESSABLE", `Order by a required column; ${column.name} is nullable.`);
}

export function orderSql({ column, direction }: Order): string {
  return [...(column ? [sqlName(column)] : []), `"id"`]
    .map((name) => `${name} ${direction}`)
    .join(", ");
}

/** The condition for rows after the cursor. Throws Refused for one of another query or table. */
export function afterCursor(tableId: string, order: Order, { where, cursor }: Query): Piece {
  if (cursor === undefined) return { text: "true", bindings: [] };
  const values = decodeCursor(cursor, signatureOf(tableId, order), JSON.stringify(where));
  const place = values && placeOf(order, values);
  if (place === undefined)
    throw new Refused("VALIDATION_FAILED", "The cursor belongs to another query.");
  const operator = order.direction === "asc" ? ">" : "<";
  const names = [...(order.column ? [sqlName(order.column)] : []), `"id"`];
  return {
    text: `(${names.join(", ")}) ${operator} (${place.map(() => "?").join(", ")})`,
    bindings: place,
  };
}

/** The cursor that continues after that row. */
export function cursorAfter(
  tableId: string,
  order: Order,
  { where }: Query,
  row: StoredRow,
): string {
  const names = [...(order.column ? [`c_${order.column.name}`] : []), "id"];
  return encodeCursor(
    names.map((name) => String(row[name])),
    signatureOf(tableId, order),
    JSON.stringify(where),
  );
}

const signatureOf = (tableId: string, { column, direction }: Order): string =>
  `${tableId} ${column?.name ?? "id"} ${direction}`;

/** The cursor's values, typed like their columns. */
function placeOf({ column }: Order, values: readonly string[]): readonly Stored[] | undefined {
  const id = values.at(-1) ?? "";
  if (column === undefined) return values.length === 1 ? [id] : undefined;
  const [value] = values;
  if (values.length !== 2 || value === undefined) return undefined;
  if (column.type === "text" || column.type === "timestamp") return [value, id];
  const number = Number(value);
  return value !== "" && Number.isFinite(number) ? [number, id] : undefined;
}
