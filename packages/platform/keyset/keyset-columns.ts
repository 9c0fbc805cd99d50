import type { Sql } from "../database/database.ts";
import { isStorableText } from "../runtime/storable-text.ts";

/** Types whose text form preserves order and precision. */
export type KeysetType = "timestamptz" | "uuid" | "bigint" | "text";

export interface KeysetColumn<Row> {
  readonly name: string;
  readonly type: KeysetType;
  /** The same for all columns of a list: PostgreSQL compares rows in one direction. */
  readonly order: "asc" | "desc";
  /**
   * The row's value as text; times with all their microseconds, as `keysetTime` selects them. A
   * JavaScript Date would lose them, and with them the order of two rows.
   */
  readonly value: (row: Row) => string;
}

/** What is computed once for a list's columns. */
export interface KeysetColumns {
  readonly signature: string;
  isPlace(values: readonly string[]): boolean;
  after(sql: Sql, place: readonly string[] | undefined): ReturnType<Sql>;
  order(sql: Sql): ReturnType<Sql>;
}

export function keysetColumns<Row>(columns: readonly KeysetColumn<Row>[]): KeysetColumns {
  const isDescending = columns.every(({ order }) => order === "desc");
  return {
    signature: columns.map(({ name, type, order }) => `${name} ${type} ${order}`).join(),
    isPlace: (values) =>
      values.length === columns.length &&
      columns.every(({ type }, index) => isValue[type](values[index] ?? "")),
    after: (sql, place) => {
      if (place === undefined) return sql`true`;
      const names = joined(
        sql,
        columns.map(({ name }) => sql`${sql(name)}`),
      );
      // As text first: a parameter of type timestamptz would pass through a JavaScript Date.
      const values = joined(
        sql,
        columns.map(({ type }, index) => cast[type](sql, place[index] ?? "")),
      );
      return isDescending ? sql`(${names}) < (${values})` : sql`(${names}) > (${values})`;
    },
    order: (sql) =>
      joined(
        sql,
        columns.map(({ name }) => (isDescending ? sql`${sql(name)} desc` : sql`${sql(name)}`)),
      ),
  };
}

/** A timestamptz column as ISO 8601 in UTC with microseconds. */
export function keysetTime(sql: Sql, column: string): ReturnType<Sql> {
  return sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

const cast: Readonly<Record<KeysetType, (sql: Sql, text: string) => ReturnType<Sql>>> = {
  timestamptz: (sql, text) => sql`${text}::text::timestamptz`,
  uuid: (sql, text) => sql`${text}::text::uuid`,
  bigint: (sql, text) => sql`${text}::text::bigint`,
  text: (sql, text) => sql`${text}::text`,
};

/** What PostgreSQL accepts as a value of the type: nothing else may reach it. */
const isValue: Readonly<Record<KeysetType, (text: string) => boolean>> = {
  timestamptz: isTime,
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
  bigint: (text) =>
    /^(0|-?[1-9]\d{0,18})$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text),
  text: isStorableText,
};

const timeShape = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

/** An existing date, from year 1: not year 0000 or 31 February. */
function isTime(text: string): boolean {
  const [, year, month, day] = (timeShape.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined || year === 0) return false;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function joined(sql: Sql, parts: readonly ReturnType<Sql>[]): ReturnType<Sql> {
  const [first, ...others] = parts;
  return others.reduce((all, part) => sql`${all}, ${part}`, sql`${first ?? sql``}`);
}
