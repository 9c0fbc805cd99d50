import { type CsvError, parse } from "csv-parse/sync";
import { AppError } from "../errors/errors.ts";

/** A record with the number of the line where it starts. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvRecords {
  /** The first record; empty for an empty file. */
  readonly head: readonly string[];
  readonly records: readonly CsvRecord[];
  /** Lines of records that are not CSV: a stray quote, or too long. */
  readonly unreadable: readonly number[];
}

export interface CsvLimits {
  readonly mostRows: number;
  /** Characters of one record; an unclosed quote would otherwise swallow the file. */
  readonly longestRecord: number;
}

/** A sheet's width. Without a bound, lines of nothing but commas cost seconds. */
const mostColumns = 100;

/**
 * Reads CSV (RFC 4180) with any line breaks, also mixed ones: files are edited on several systems.
 * Reads one record more than allowed, so that the caller notices too many. Throws BODY_MALFORMED
 * for an unreadable head, BODY_INVALID for too many cells.
 */
export function readCsvRecords(text: string, { mostRows, longestRecord }: CsvLimits): CsvRecords {
  refuseTooManyCells(text, mostRows);
  const unreadable: number[] = [];
  const rows = parse(text, {
    ...{ bom: true, info: true, raw: true, relax_column_count: true, skip_empty_lines: true },
    record_delimiter: ["\r\n", "\n", "\r"],
    max_record_size: longestRecord,
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      unreadable.push(typeof error?.lines === "number" ? error.lines : 1);
      return undefined;
    },
    to: mostRows + 2,
  }) as unknown as readonly Parsed[];
  const [head, ...records] = placed(rows);
  const at = head?.line ?? Number.POSITIVE_INFINITY;
  if (unreadable.some((line) => line <= at))
    throw new AppError("BODY_MALFORMED", "The first line is not valid CSV.");
  return { head: head?.cells ?? [], records, unreadable };
}

interface Parsed {
  readonly info: { readonly lines: number };
  readonly raw: string;
  readonly record: readonly string[];
}

/**
 * With the lines where they start: csv-parse has the line where a record ends, and counts each CRLF
 * in quotes as two lines.
 */
function placed(rows: readonly Parsed[]): CsvRecord[] {
  let countedTwice = 0;
  return rows.map(({ info, raw, record }) => {
    const inside = raw.trim();
    countedTwice += inside.match(/\r\n/g)?.length ?? 0;
    const breaks = inside.match(/\r\n|\n|\r/g)?.length ?? 0;
    return { line: info.lines - countedTwice - breaks, cells: record };
  });
}

function refuseTooManyCells(text: string, mostRows: number): void {
  const most = (mostRows + 1) * mostColumns;
  let commas = 0;
  for (let at = text.indexOf(","); at !== -1; at = text.indexOf(",", at + 1))
    if (++commas > most)
      throw new AppError("BODY_INVALID", `The file has more than ${most} cells.`);
}
