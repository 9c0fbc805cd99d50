import { SeaworthyError } from "@seaworthy/core/errors";
import type { Place } from "../../place.ts";
import type { SqlNode } from "./syntax.ts";

export interface Statement {
  /** `CreateStmt`, `IndexStmt`, … of PostgreSQL's own parser. */
  readonly kind: string;
  readonly node: SqlNode;
  readonly text: string;
  readonly place: Place;
}

/** As node-pg-migrate finds the up part of a file. */
const mark = (direction: string) => new RegExp(`^\\s*--[\\s-]*${direction}\\s+migration`, "im");

function upPart(sql: string): { from: number; to: number } {
  const [up, down] = [sql.search(mark("up")), sql.search(mark("down"))];
  const from = Math.max(up, 0);
  return { from, to: down > from || (down === 0 && up < 0) ? down : sql.length };
}

/** The statements of one file that migrate up. Throws INPUT_INVALID with file and line. */
export function parseMigration(sql: string, file: string): Promise<Statement[]> {
  const { from, to } = upPart(sql);
  // Earlier text is replaced by spaces, so that positions are those of the file.
  return parseStatements(
    sql.slice(0, from).replaceAll(/[^\n]/g, " ") + sql.slice(from, to),
    file,
    1,
  );
}

/** @param firstLine the line of the file where the SQL starts. */
export async function parseStatements(
  sql: string,
  file: string,
  firstLine: number,
): Promise<Statement[]> {
  if (sql.trim() === "") return [];
  const { parse } = await import("libpg-query");
  const bytes = Buffer.from(sql);
  const lineAt = (offset: number) =>
    bytes.subarray(0, offset).toString().split("\n").length + firstLine - 1;
  const { stmts = [] } = (await parse(sql).catch((cause: unknown) => {
    throw new SeaworthyError(
      "INPUT_INVALID",
      `${file}:${lineAt(positionOf(cause))} cannot be parsed as SQL: ${reasonOf(cause)}. Correct the migration.`,
      { cause },
    );
  })) as { stmts?: { stmt: SqlNode; stmt_location?: number; stmt_len?: number }[] };
  return stmts.map(({ stmt, stmt_location: at = 0, stmt_len }) => {
    const length = stmt_len === undefined || stmt_len === 0 ? bytes.length - at : stmt_len;
    const [kind = "", node] = Object.entries(stmt)[0] ?? [];
    const text = bytes.subarray(at, at + length).toString();
    const lead = leadOf(text);
    const line = lineAt(at) + lead.split("\n").length - 1;
    return { kind, node: node as SqlNode, text: text.slice(lead.length), place: { file, line } };
  });
}

/** A statement's range includes the blank lines and comments before it. */
const leadOf = (text: string) =>
  /^(?:\s|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)*/.exec(text)?.[0] ?? "";

const detailsOf = (cause: unknown): { message?: string; cursorPosition?: number } =>
  typeof cause === "object" && cause !== null && "sqlDetails" in cause
    ? (cause.sqlDetails as { message?: string; cursorPosition?: number })
    : {};

const positionOf = (cause: unknown): number => detailsOf(cause).cursorPosition ?? 0;

const reasonOf = (cause: unknown): string =>
  detailsOf(cause).message ?? (cause instanceof Error ? cause.message : String(cause));
