import { AppError } from "@seaworthy/platform/errors/errors";
import { type CsvError, parse } from "csv-parse/sync";
import { type ImportRow, mostRows, type Rejected } from "./lead.ts";

/** A row with the line number where it starts. */
interface CsvRow extends ImportRow {
  readonly line: number;
}

export interface CsvRead {
  readonly rows: readonly CsvRow[];
  readonly rejected: readonly Rejected[];
}

/** Maximum characters of one row; an unclosed quote would otherwise swallow the file. */
const longestRow = 10_000;

/**
 * Parses a CSV file (RFC 4180) whose first line names its columns: `email`, and optionally `name`.
 * Invalid rows are reported with their line numbers; all others are returned. Throws
 * BODY_MALFORMED, BODY_INVALID.
 */
export function readCsv(text: string): CsvRead {
  const rejected: Rejected[] = [];
  const records = parsed(text, rejected);
  const rows = records.map(({ info, record: { email = "", name = "" } }) => ({
    line: info.lines,
    email,
    name,
  }));
  if (rows.length + rejected.length > mostRows)
    throw new AppError("BODY_INVALID", `An import can have at most ${mostRows} rows.`);
  return { rows, rejected };
}

interface Parsed {
  readonly info: { readonly lines: number };
  readonly record: Readonly<Record<string, string>>;
}

function parsed(text: string, rejected: Rejected[]): readonly Parsed[] {
  try {
    return parse(text, {
      ...{ bom: true, info: true, trim: true, skip_empty_lines: true, relax_column_count: true },
      columns: columnsOf,
      max_record_size: longestRow,
      skip_records_with_error: true,
      on_skip: (error) => {
        rejected.push({ line: lineOf(error), code: "unreadable" });
        return undefined;
      },
      // One more than allowed, to detect too many.
      to: mostRows + 1,
    }) as unknown as readonly Parsed[];
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("BODY_MALFORMED", "The file is not valid CSV.", { cause });
  }
}

function columnsOf(header: readonly string[]): string[] {
  const names = header.map((name) => name.trim().toLowerCase());
  if (names.includes("email") && new Set(names).size === names.length) return names;
  throw new AppError("BODY_INVALID", "The first line must name the columns, including email.");
}

function lineOf(error: CsvError | undefined): number {
  return typeof error?.lines === "number" ? error.lines : 0;
}

/**
 * A cell for a file that may be opened in a spreadsheet: formulas are escaped as text
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function csvCell(text: string): string {
  const harmless = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /["',\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
