import { type Column, indexName, type Role, readable, sqlName } from "../schema/columns.ts";
import { Refused } from "../schema/outcome.ts";
import { type Cell, type Stored, stored } from "../schema/values.ts";
import type { Condition, Operator, Where } from "./query.ts";

/** A SQL fragment: names come from the schema, values are bound. */
export interface Piece {
  readonly text: string;
  readonly bindings: readonly Stored[];
}

export interface Filter extends Piece {
  /** The condition that an index answers, if any, and that index. */
  readonly driver: (Piece & { readonly index: string }) | undefined;
}

/** SQLite in a Durable Object allows 100; the page's cursor and limit need some too. */
const mostBindings = 80;

/** Operators that can use an index. */
const selective: ReadonlySet<Operator> = new Set(["=", "in", "<", "<=", ">", ">="]);

/** Throws Refused, alike for a column that the role may not read and for a missing one. */
export function columnNamed(columns: readonly Column[], role: Role, name: string): Column {
  const column = readable(columns, role).find((one) => one.name === name);
  if (column) return column;
  throw new Refused("UNPROCESSABLE", `Unknown column ${name}.`);
}

/** Combines the conditions with AND. Throws Refused. */
export function compileFilter(columns: readonly Column[], role: Role, where: Where): Filter {
  const pieces = where.map((condition) => {
    const column = columnNamed(columns, role, condition[0]);
    return { column, operator: condition[1], ...compileCondition(column, condition) };
  });
  const bindings = pieces.flatMap((piece) => piece.bindings);
  if (bindings.length > mostBindings)
    throw new Refused("UNPROCESSABLE", `A query can have at most ${mostBindings} values.`);
  const driver = best(pieces.filter(isDriver));
  return {
    text: pieces.length === 0 ? "true" : pieces.map(({ text }) => text).join(" and "),
    bindings,
    driver: driver && {
      text: driver.text,
      bindings: driver.bindings,
      index: indexName(driver.column),
    },
  };
}

type Compiled = Piece & { readonly column: Column; readonly operator: Operator };

const isDriver = ({ column, operator }: Compiled) => column.indexed && selective.has(operator);

/** Equality matches fewer rows than a range. */
const best = (drivers: readonly Compiled[]): Compiled | undefined =>
  drivers.find(({ operator }) => operator === "=" || operator === "in") ?? drivers[0];

function compileCondition(column: Column, [, operator, value]: Condition): Piece {
  const name = sqlName(column);
  if (operator === "null") {
    if (typeof value !== "boolean") throw takes(column, operator, "true or false");
    return { text: `${name} is ${value ? "" : "not "}null`, bindings: [] };
  }
  if (operator === "in") {
    if (!Array.isArray(value)) throw takes(column, operator, "a list");
    return {
      text: `${name} in (${value.map(() => "?").join(", ")})`,
      bindings: value.map((one) => known(column, operator, one)),
    };
  }
  if (Array.isArray(value)) throw takes(column, operator, "one value");
  if (operator === "contains") {
    if (column.type !== "text") throw takes(column, operator, "a column of type text");
    return { text: `instr(${name}, ?) > 0`, bindings: [known(column, operator, value)] };
  }
  return { text: `${name} ${operator} ?`, bindings: [known(column, operator, value)] };
}

/** In SQL nothing equals null, so such a condition would silently match nothing. */
function known(column: Column, operator: Operator, value: Cell): Stored {
  if (value === null) throw takes(column, operator, "a value; use the operator null");
  return stored(column, value);
}

const takes = (column: Column, operator: Operator, what: string) =>
  new Refused("UNPROCESSABLE", `${column.name} ${operator} needs ${what}.`);
