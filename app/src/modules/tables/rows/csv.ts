import { isFormula, quotedCell } from "@seaworthy/platform/csv/csv-cells";
import { type CsvRecords, readCsvRecords } from "@seaworthy/platform/csv/csv-records";
import { AppError } from "@seaworthy/platform/errors/errors";
import { uuid } from "@seaworthy/platform/request/uuid";
import type { Column, ColumnType } from "../schema/columns.ts";
import { outcomeOf, Refused } from "../schema/outcome.ts";
import { type Cell, type Cells, type Row, stored } from "../schema/values.ts";
import type { Change } from "./changes.ts";

/** Rows per import. */
export const mostImported = 1_000;

/** RFC 4180. Texts that a spreadsheet would evaluate get a leading apostrophe. */
export function toCsv(columns: readonly Column[], rows: readonly Row[], withHead: boolean): string {
  const head = ["id", ...columns.map(({ name }) => name)];
  const lines = rows.map(({ id, values }) => [
    id,
    ...columns.map(({ name, type }) => textOf(type, values[name] ?? null)),
  ]);
  return [...(withHead ? [head] : []), ...lines]
    .map((line) => `${line.map(quotedCell).join(",")}\r\n`)
    .join("");
}

function textOf(type: ColumnType, value: Cell): string {
  if (value === null) return "";
  const text = String(value);
  // A text that already starts with an apostrophe gets another, so that an import strips exactly
  // one.
  return type === "text" && (isFormula(text) || text.startsWith("'")) ? `'${text}` : text;
}

interface ImportProblem {
  readonly line: number;
  readonly message: string;
}

export interface Import {
  readonly changes: readonly Change[];
  /** Lines that were not imported. */
  readonly problems: readonly ImportProblem[];
}

/** Throws Refused when it is not CSV or names unknown columns. */
export function fromCsv(columns: readonly Column[], text: string): Import {
  const { head, records } = recordsIn(text);
  const named = new Map(columns.map((column) => [column.name, column]));
  const unknown = head.find((name) => name !== "id" && !named.has(name));
  if (unknown !== undefined || new Set(head).size !== head.length)
    throw new Refused(
      "UNPROCESSABLE",
      unknown === undefined
        ? "The first line names a column twice."
        : `Unknown column ${unknown.slice(0, 40)}.`,
    );
  const changes: Change[] = [];
  const problems: ImportProblem[] = [];
  for (const { line, cells } of records) {
    const outcome = outcomeOf(() => changeOf(columns, head, cells));
    if (outcome.done) changes.push(outcome.value);
    else problems.push({ line, message: outcome.refusal.message });
  }
  return { changes, problems };
}

/** A row that is not CSV refuses all of them: where the next one starts is not known. */
function recordsIn(text: string): CsvRecords {
  const limits = { mostRows: mostImported, longestRecord: 200_000 };
  const read = readCsvRecords(text, limits);
  const [line] = read.unreadable;
  if (line === undefined) return read;
  throw new AppError("BODY_MALFORMED", `Line ${line} is not valid CSV.`);
}

function changeOf(
  columns: readonly Column[],
  head: readonly string[],
  cells: readonly string[],
): Change {
  if (cells.length !== head.length)
    throw new Refused("UNPROCESSABLE", `Expected ${head.length} cells, but found ${cells.length}.`);
  const given = new Map(head.map((name, index) => [name, cells[index] ?? ""]));
  const values: Record<string, Cell> = {};
  for (const column of columns) {
    const value = cellIn(column, given.get(column.name) ?? "");
    if (value === null && column.required)
      throw new Refused("UNPROCESSABLE", `${column.name} is required.`);
    stored(column, value);
    if (given.has(column.name)) values[column.name] = value;
  }
  return { op: "insert", ...idIn(given.get("id") ?? ""), values: values satisfies Cells };
}

function idIn(text: string): { id?: string } {
  if (text === "") return {};
  const id = uuid.safeParse(text);
  if (id.success) return { id: id.data };
  throw new Refused("UNPROCESSABLE", "id must be a UUID.");
}

/** An empty cell is null. */
function cellIn({ name, type }: Column, text: string): Cell {
  if (text === "") return null;
  switch (type) {
    case "text":
      return text.startsWith("'") ? text.slice(1) : text;
    case "timestamp":
      return text;
    case "boolean":
      if (text === "true" || text === "false") return text === "true";
      throw new Refused("UNPROCESSABLE", `${name} must be true or false.`);
    default:
      if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return Number(text);
      throw new Refused("UNPROCESSABLE", `${name} must be a number.`);
  }
}
