import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import pg from "pg";
import type { Login, Row } from "../../database/connection.ts";
import { queryError } from "./query-error.ts";

/** One loopback connection; the certificate is the project's own, and a project may require TLS. */
const connection = {
  host: "127.0.0.1",
  database: "postgres",
  ssl: { rejectUnauthorized: false },
  connectionTimeoutMillis: 10_000,
  application_name: "seaworthy",
} as const;

/**
 * The rows of the last statement that has any, with the driver and the value types of
 * supabase/postgres-meta, which runs this call at Supabase. Throws INPUT_INVALID in its words.
 */
export async function runQuery(
  login: Login,
  text: string,
  parameters: readonly (string | number | boolean | null)[],
): Promise<Row[]> {
  const client = new pg.Client({ ...connection, ...login, types: { getTypeParser } });
  // Also emitted after the answer: a lost connection must not end the local cloud.
  let lost: Error | undefined;
  client.on("error", (cause) => {
    lost = cause;
  });
  try {
    await client.connect();
    const values = parameters.length === 0 ? {} : { values: [...parameters] };
    return rowsOf(await client.query({ text, ...values }));
  } catch (cause) {
    const reason = queryError(cause, text) ?? messageOf(lost ?? cause);
    throw new SeaworthyError("INPUT_INVALID", `Failed to run sql query: ${reason}`, { cause });
  } finally {
    await client.end().catch(() => undefined); // it was lost already
  }
}

/** The driver gives one result for one statement, and a list of results for several. */
function rowsOf(answer: pg.QueryResult<Row> | readonly pg.QueryResult<Row>[]): Row[] {
  if ("rows" in answer) return answer.rows;
  return answer.findLast(({ rows }) => rows.length > 0)?.rows ?? [];
}

const asWritten = (text: string): string => text;
// text[], which the driver's types do not name.
const textArray = pg.types.getTypeParser(1009 as never);

/** By the OID of the type; the driver reads the others. */
const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, numberWhereSafe],
  ...[
    pg.types.builtins.DATE,
    pg.types.builtins.TIMESTAMP,
    pg.types.builtins.TIMESTAMPTZ,
    pg.types.builtins.INTERVAL,
    600, // point
    1017, // point[]
  ].map((oid) => [oid, asWritten] as const),
  // timestamp[], date[], timestamptz[]
  ...[1115, 1182, 1185].map((oid) => [oid, textArray] as const),
]);

function getTypeParser(oid: number): (text: string) => unknown {
  return parsers.get(oid) ?? pg.types.getTypeParser(oid);
}

function numberWhereSafe(text: string): number | string {
  return Number.isSafeInteger(Number(text)) ? Number(text) : text;
}
