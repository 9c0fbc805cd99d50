import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";

export interface Login {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Default `postgres`; `pgbouncer` is the pooler's console. */
  readonly database?: string;
}

export type Row = Record<string, unknown>;

/** How values of these types are parsed; otherwise as the driver does. */
export type ValueTypes = Record<string, postgres.PostgresType>;

/** One loopback connection, closed when the work has finished. */
export async function withConnection<T>(
  login: Login,
  work: (sql: postgres.Sql) => Promise<T>,
  types: ValueTypes = {},
): Promise<T> {
  const sql = postgres({
    types,
    host: "127.0.0.1",
    port: login.port,
    user: login.user,
    password: login.password,
    database: login.database ?? "postgres",
    // A project may require TLS, with a self-issued certificate.
    ssl: "prefer",
    max: 1,
    connect_timeout: 10,
    // Neither the pooler's console nor its transaction mode supports prepared statements or the
    // driver's type lookup.
    prepare: false,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: "seaworthy" },
  });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Longer than a login to any healthy server takes. */
const answerTimeoutMs = 3_000;

/**
 * True when that login gets a query result within 3 seconds. The limit is needed: the driver
 * retries forever when a peer hangs up.
 */
export async function answers(login: Login, query = "select 1"): Promise<boolean> {
  try {
    return await withConnection(login, (sql) =>
      Promise.race([
        sql.unsafe(query).then(() => true),
        delay(answerTimeoutMs, false, { ref: false }),
      ]),
    );
  } catch {
    return false; // only the yes or no matters here; callers find out why
  }
}

/** `'…'`, for statements that accept no parameters (ALTER ROLE … PASSWORD). */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? ` E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

/** `"…"`. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
