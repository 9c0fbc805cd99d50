import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Place } from "../place.ts";

/** A node of PostgreSQL's own syntax tree, as JSON. */
export type SqlNode = { readonly [key: string]: unknown };

export interface Statement {
  /** `CreateStmt`, `IndexStmt`, … */
  readonly kind: string;
  readonly node: SqlNode;
  readonly text: string;
  readonly place: Place;
}

const upMark = /^--\s*Up Migration\s*$/im;
const downMark = /^--\s*Down Migration\s*$/im;

/**
 * The statements that migrate up, of all `.sql` files of a folder in the order of their names.
 * Migrations that are programs (`.ts`) are left out: what they do is seen in a live database only.
 *
 * @param folder relative to `root`, the folder that holds Pulumi.yaml.
 */
export async function readMigrations(root: string, folder: string): Promise<Statement[]> {
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith(".sql"));
  const statements = [];
  for (const name of files.sort())
    statements.push(
      ...(await parseMigration(
        readFileSync(join(root, folder, name), "utf8"),
        `${folder}/${name}`,
      )),
    );
  return statements;
}

/** The statements of one file. Throws INPUT_INVALID with the file's name when it is no SQL. */
export async function parseMigration(sql: string, file: string): Promise<Statement[]> {
  const { parse } = await import("libpg-query");
  const end = sql.search(downMark);
  const up = end < 0 ? sql : sql.slice(0, end);
  const begin = up.match(upMark) === null ? 0 : up.search(upMark);
  // What comes before stays as spaces, so that positions are those of the file.
  const bytes = Buffer.from(up.slice(0, begin).replaceAll(/[^\n]/g, " ") + up.slice(begin));
  const { stmts } = (await parse(bytes.toString()).catch((cause: unknown) => {
    throw new SeaworthyError(
      "INPUT_INVALID",
      `${file} cannot be parsed as SQL: ${String(cause)}. Correct the migration.`,
      { cause },
    );
  })) as { stmts: { stmt: SqlNode; stmt_location?: number; stmt_len?: number }[] };
  return stmts.map(({ stmt, stmt_location: at = 0, stmt_len: length = bytes.length - at }) => {
    const [kind = "", node] = Object.entries(stmt)[0] ?? [];
    const text = bytes.subarray(at, at + length).toString();
    return {
      kind,
      node: node as SqlNode,
      text: withoutComments(text).trim(),
      place: { file, line: lineOf(bytes, at, text) },
    };
  });
}

function lineOf(bytes: Buffer, at: number, text: string): number {
  // A statement's range begins with the blank lines and comments before it.
  const lead = /^(\s|--[^\n]*\n)*/.exec(text)?.[0] ?? "";
  return bytes.subarray(0, at).toString().split("\n").length + lead.split("\n").length - 1;
}

const withoutComments = (text: string) =>
  text.replaceAll(
    /('(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\2\$)|--[^\n]*/g,
    (_, kept?: string) => kept ?? "",
  );
