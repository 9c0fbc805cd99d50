import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import type { Client, QueryArrayResult } from "pg";
import { renderTable } from "./table.ts";

export interface OutputOptions {
  readonly json: boolean;
}

/** Later statements fail if they change data, until the session turns that off. */
export async function readOnlySession(client: Client): Promise<void> {
  await client.query("set default_transaction_read_only = on");
}

/**
 * Runs one or more statements in one round trip, like psql's `-c`: without their own BEGIN they are
 * one transaction. Throws SQL_FAILED with PostgreSQL's message, position and hint.
 */
export async function runSql(client: Client, sql: string, output: OutputOptions): Promise<string> {
  const results = await execute(client, sql, output);
  if (output.json) return `${JSON.stringify(results.flatMap(rowsOf), null, 2)}\n`;
  return results.map(renderResult).join("");
}

async function execute(
  client: Client,
  text: string,
  { json }: OutputOptions,
): Promise<readonly QueryArrayResult[]> {
  const types = json ? { getTypeParser: jsonParser } : { getTypeParser: () => String };
  try {
    const answer: unknown = await client.query({ text, rowMode: "array", types });
    return (Array.isArray(answer) ? answer : [answer]) as QueryArrayResult[];
  } catch (cause) {
    throw new SeaworthyError("SQL_FAILED", sqlMessage(cause, text), { cause });
  }
}

const toJson = (text: string): unknown => JSON.parse(text);
/** By type OID: bool, int2, int4, oid, float4, float8, json and jsonb. */
const parsed = new Map<number, (text: string) => unknown>([
  [16, (text) => text === "t"],
  ...[21, 23, 26, 700, 701].map((oid) => [oid, Number] as const),
  ...[114, 3802].map((oid) => [oid, toJson] as const),
]);

/** Dates, times, bigint and the rest stay as PostgreSQL's text, which loses nothing. */
const jsonParser = (oid: number) => parsed.get(oid) ?? String;

interface PostgresDetails {
  readonly position?: string;
  readonly detail?: string;
  readonly hint?: string;
}

function sqlMessage(cause: unknown, sql: string): string {
  const { position, detail, hint } = cause as PostgresDetails;
  const line =
    position === undefined ? undefined : sql.slice(0, Number(position) - 1).split("\n").length;
  const place = line === undefined ? "" : ` (line ${line})`;
  const more = [detail, hint].filter((text) => text !== undefined);
  return [`${messageOf(cause)}${place}`, ...more].join("\n");
}

function rowsOf({ fields, rows }: QueryArrayResult): Record<string, unknown>[] {
  return rows.map((row) =>
    Object.fromEntries(fields.map(({ name }, index) => [name, (row as unknown[])[index]])),
  );
}

function renderResult({ command, fields, rows, rowCount }: QueryArrayResult): string {
  if (fields.length === 0)
    return `${[command, rowCount].filter((part) => part !== null).join(" ")}\n`;
  const names = fields.map(({ name }) => name);
  const count = `(${rows.length} row${rows.length === 1 ? "" : "s"})\n`;
  return renderTable(names, rows as readonly (readonly unknown[])[]) + count;
}
