import { readCsvRecords } from "@seaworthy/platform/csv/csv-records";
import { AppError } from "@seaworthy/platform/errors/errors";
import { type ImportRow, mostRows, type Rejected } from "./lead.ts";

/** A row with the line number where it starts. */
interface CsvRow extends ImportRow {
  readonly line: number;
}

export interface CsvRead {
  readonly rows: readonly CsvRow[];
  readonly rejected: readonly Rejected[];
}

const longestRecord = 10_000;

/**
 * Parses a CSV file whose first line names its columns: `email`, and optionally `name`. Invalid
 * rows are reported with their line numbers; all others are returned. Throws BODY_MALFORMED,
 * BODY_INVALID.
 */
export function readCsv(text: string): CsvRead {
  const { head, records, unreadable } = readCsvRecords(text, { mostRows, longestRecord });
  const at = columnsOf(head);
  const cell = (cells: readonly string[], column: "email" | "name") =>
    (cells[at.indexOf(column)] ?? "").trim();
  const rows = records.map(({ line, cells }) => ({
    line,
    email: cell(cells, "email"),
    name: cell(cells, "name"),
  }));
  if (rows.length + unreadable.length > mostRows)
    throw new AppError("BODY_INVALID", `An import can have at most ${mostRows} rows.`);
  return { rows, rejected: unreadable.map((line) => ({ line, code: "unreadable" })) };
}

/** Columns without a name are ignored: spreadsheets append them. */
function columnsOf(head: readonly string[]): string[] {
  const columns = head.map((name) => name.trim().toLowerCase());
  const named = columns.filter((name) => name !== "");
  if (new Set(named).size !== named.length)
    throw new AppError("BODY_INVALID", "The first line names a column twice.");
  if (named.includes("email")) return columns;
  throw new AppError("BODY_INVALID", "The first line must name the columns, including email.");
}
