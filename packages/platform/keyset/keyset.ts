import { z } from "@hono/zod-openapi";
import type { Sql } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import { type KeysetColumn, keysetColumns } from "./keyset-columns.ts";
import { decodeCursor, encodeCursor } from "./keyset-cursor.ts";

export interface KeysetOptions<Row> {
  /** Its name, unlike that of any other list: cursors of lists in the same order differ by it. */
  readonly list: string;
  /**
   * The list's order, ending with a unique column: columns that never change and are never null. An
   * index in that order should exist.
   */
  readonly columns: readonly [KeysetColumn<Row>, ...KeysetColumn<Row>[]];
  /** Maximum page size; larger requests are rejected. */
  readonly most: number;
}

/** The values of the last row shown, one per column, as text. */
export type Place = readonly string[];

/**
 * Pages through a list by the position of the last row shown. Rows added or deleted between two
 * pages neither repeat nor hide others, and page 1,000 costs as much as page 1.
 */
export interface Keyset<Row> {
  /**
   * Schema of a query's cursor, opaque to clients. `filter` is the list's filter: cursors for
   * another list, filter, order or version are rejected.
   */
  cursor(filter?: string): z.ZodType<Place, string>;
  encode(row: Row, filter?: string): string;
  /** Undefined unless `encode` created it with that filter. */
  decode(cursor: string, filter?: string): Place | undefined;
  /** The condition of `where (a, b) < (…)`: rows after that position; true at the start. */
  after(sql: Sql, place: Place | undefined): ReturnType<Sql>;
  /** The list for `order by`. */
  order(sql: Sql): ReturnType<Sql>;
  /** The number for `limit`: one row more than the page, to detect a next page. */
  limit(size: number): number;
  /** From the rows read with that limit; null on the last page. */
  nextCursor(rows: readonly Row[], size: number, filter?: string): string | null;
}

/** Any cursor is shorter: a few values in base64url. */
const longestCursor = 512;

/**
 * ```ts
 * const newestFirst = keyset<Post>({ list: "posts", most: 50, columns: [
 *   { name: "created_at", type: "timestamptz", order: "desc", value: (post) => post.createdAt },
 *   { name: "id", type: "uuid", order: "desc", value: (post) => post.id },
 * ] });
 * sql`select … from posts where ${newestFirst.after(sql, place)}
 *   order by ${newestFirst.order(sql)} limit ${newestFirst.limit(20)}`
 * ```
 */
export function keyset<Row>({ list, columns, most }: KeysetOptions<Row>): Keyset<Row> {
  const { order, after, signature: ofColumns, isPlace } = keysetColumns(columns);
  const signature = `${list}: ${ofColumns}`;
  const decode = (cursor: string, filter = "") => {
    const place =
      cursor.length > longestCursor ? undefined : decodeCursor(cursor, signature, filter);
    return place !== undefined && isPlace(place) ? place : undefined;
  };
  const encode = (row: Row, filter = "") =>
    encodeCursor(
      columns.map(({ value }) => value(row)),
      signature,
      filter,
    );
  return {
    encode,
    decode,
    order,
    after,
    cursor: (filter) => cursorSchema((text) => decode(text, filter)),
    limit: (size) => checked(size, most) + 1,
    nextCursor: (rows, size, filter) => {
      const last = rows[checked(size, most) - 1];
      return rows.length > size && last !== undefined ? encode(last, filter) : null;
    },
  };
}

function cursorSchema(decode: (text: string) => Place | undefined): z.ZodType<Place, string> {
  return z
    .string()
    .max(longestCursor)
    .transform((text, context): Place => {
      const place = decode(text);
      if (place !== undefined) return place;
      context.addIssue({
        code: "custom",
        message: "is not a cursor of this list; use nextCursor",
      });
      return z.NEVER;
    })
    .openapi({ type: "string", description: "`nextCursor` from the previous page" });
}

function checked(size: number, most: number): number {
  if (Number.isInteger(size) && size >= 1 && size <= most) return size;
  throw new AppError("VALIDATION_FAILED", `A page can have 1 to ${most} rows.`);
}
