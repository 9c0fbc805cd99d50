import type { Change, Written } from "../rows/changes.ts";
import { type Column, type Role, sqlName } from "../schema/columns.ts";
import { Refused } from "../schema/outcome.ts";
import { type Cells, stored } from "../schema/values.ts";

export interface Writer {
  readonly sql: SqlStorage;
  readonly columns: readonly Column[];
  readonly userId: string;
  readonly role: Role;
  readonly now: number;
}

/** Per user, minute and table, including over WebSockets. */
export const mostCreates = 100;
const createWindowMs = 60_000;

/** Runs in a transaction: applies all changes or, by throwing Refused, none. */
export function writeChanges(writer: Writer, changes: readonly Change[]): Written {
  if (changes.some(({ op }) => op === "insert")) countCreate(writer);
  const ids = changes.map((change) => writeChange(writer, change));
  return { seq: lastSeq(writer.sql), ids };
}

/** Same, once per request id. */
export function writeOnce(writer: Writer, requestId: string, changes: readonly Change[]): Written {
  const { sql, userId, now } = writer;
  const [known] = sql.exec<{ seq: number; ids: string }>(
    `select "seq", "ids" from "_requests" where "user_id" = ? and "request_id" = ?`,
    userId,
    requestId,
  );
  if (known) return { seq: known.seq, ids: JSON.parse(known.ids) as string[] };
  const written = writeChanges(writer, changes);
  const ids = JSON.stringify(written.ids);
  sql.exec(
    `insert into "_requests" values (?, ?, ?, ?, ?)`,
    ...[userId, requestId, written.seq, ids, now],
  );
  return written;
}

export function lastSeq(sql: SqlStorage): number {
  const [row] = sql.exec<{ seq: number }>(
    `select "seq" from sqlite_sequence where "name" = '_log'`,
  );
  return row?.seq ?? 0;
}

function writeChange(writer: Writer, change: Change): string {
  const { sql } = writer;
  if (change.op === "update") {
    requireWritable(writer, Object.keys(change.values));
    update(writer, change.id, change.values);
    return change.id;
  }
  if (writer.role === "viewer") throw new Refused("FORBIDDEN", "Viewers can't add or delete rows.");
  if (change.op === "delete") {
    const { rowsWritten } = sql.exec(`delete from "rows" where "id" = ?`, change.id);
    if (rowsWritten === 0) throw missing(change.id);
    log(writer, change.id);
    return change.id;
  }
  requireWritable(writer, Object.keys(change.values));
  const id = change.id ?? crypto.randomUUID();
  insert(writer, id, change.values);
  return id;
}

function insert(writer: Writer, id: string, values: Cells): void {
  const { sql, columns } = writer;
  const cells = columns.map((column) => valueFor(column, values[column.name] ?? null));
  const names = [`"id"`, `"seq"`, ...columns.map(sqlName)];
  const { rowsWritten } = sql.exec(
    `insert into "rows" (${names.join(", ")}) values (${names.map(() => "?").join(", ")})
     on conflict ("id") do nothing`,
    ...[id, log(writer, id), ...cells],
  );
  if (rowsWritten === 0) throw new Refused("CONFLICT", `Row ${id} already exists.`);
}

function update(writer: Writer, id: string, values: Cells): void {
  const { sql, columns } = writer;
  const given = columns.filter(({ name }) => name in values);
  const cells = given.map((column) => valueFor(column, values[column.name] ?? null));
  const sets = [`"seq" = ?`, ...given.map((column) => `${sqlName(column)} = ?`)];
  const { rowsWritten } = sql.exec(
    `update "rows" set ${sets.join(", ")} where "id" = ?`,
    ...[log(writer, id), ...cells, id],
  );
  if (rowsWritten === 0) throw missing(id);
}

function valueFor(column: Column, value: Cells[string]) {
  if (value === null && column.required)
    throw new Refused("UNPROCESSABLE", `${column.name} is required.`);
  return stored(column, value);
}

function requireWritable({ columns, role }: Writer, names: readonly string[]): void {
  for (const name of names) {
    const column = columns.find((one) => one.name === name && one.readableBy.includes(role));
    if (column === undefined) throw new Refused("UNPROCESSABLE", `Unknown column ${name}.`);
    if (!column.writableBy.includes(role))
      throw new Refused("FORBIDDEN", `A member with role ${role} can't write ${name}.`);
  }
}

/** Assigns the change its number. A change rejected later rolls back the whole transaction. */
function log({ sql, now }: Writer, id: string): number {
  return sql
    .exec<{ seq: number }>(
      `insert into "_log" ("row_id", "at") values (?, ?) returning "seq"`,
      id,
      now,
    )
    .one().seq;
}

const missing = (id: string) => new Refused("NOT_FOUND", `Row ${id} not found.`);

const countCreate = (writer: Writer): void => countUse(writer.sql, writer, mostCreates, "creates");

/** A sliding window: a slot frees up when its own request leaves the window. Throws Refused. */
export function countUse(
  sql: SqlStorage,
  { userId, now }: Pick<Writer, "userId" | "now">,
  most: number,
  what: string,
): void {
  sql.exec(
    `delete from "_creates" where "user_id" = ? and "at" <= ?`,
    userId,
    now - createWindowMs,
  );
  const { count } = sql
    .exec<{ count: number }>(
      `select count(*) as "count" from "_creates" where "user_id" = ?`,
      userId,
    )
    .one();
  if (count >= most)
    throw new Refused("RATE_LIMITED", `The limit is ${most} ${what} in 60 seconds.`);
  sql.exec(`insert into "_creates" values (?, ?)`, userId, now);
}
