import postgres from "postgres";
import type { Bindings } from "./bindings.ts";
import { toConnectionError, toDatabaseError } from "./database-errors.ts";
import { AppError } from "./errors.ts";
import type { Claims } from "./jwt.ts";
import type { Logger } from "./logger.ts";
import { delay, within } from "./time-limit.ts";

/** Whom row-level security sees. */
export type Identity =
  | { readonly role: "anon" }
  | { readonly role: "authenticated"; readonly claims: Claims }
  | { readonly role: "service_role" };

export const anonymous: Identity = { role: "anon" };
export const service: Identity = { role: "service_role" };

/** The identity of a request: its token's, or nobody's. */
export function identityOf(claims: Claims | undefined): Identity {
  return claims === undefined ? anonymous : { role: "authenticated", claims };
}

export type Sql = postgres.TransactionSql;

export interface Database {
  /**
   * Runs the work in one transaction, as that identity under row-level security. A connection that fails before anything was sent is
   * tried again, twice. Throws AppError: DATABASE_UNAVAILABLE, DATABASE_TIMEOUT, CONFLICT, FORBIDDEN, VALIDATION_FAILED, INTERNAL.
   */
  as<T>(identity: Identity, work: (sql: Sql) => Promise<T>): Promise<T>;
  /** One round trip through the pooler. Throws DATABASE_UNAVAILABLE after the limit. */
  ping(limitMs: number): Promise<void>;
  /** Ends the connection. To be called when the response and all background work are done. */
  close(): Promise<void>;
}

/** Waits before the second and the third attempt to connect. */
const retryDelaysMs = [50, 200];
const connectTimeoutSeconds = 2;
/** Beyond the statement's own limit: waiting for a connection of the pool. */
const poolWaitMs = 5_000;

/**
 * The database of one request. workerd ties a socket to the request that opened it, so a connection is never kept for the next one; Hyperdrive
 * and the pooler keep the real ones. Statements are unnamed (`prepare: false`), because the pooler gives each transaction another server.
 */
export function openDatabase(bindings: Pick<Bindings, "HYPERDRIVE" | "STATEMENT_TIMEOUT_MS">, log: Logger): Database {
  let client: postgres.Sql | undefined;
  const connected = () => (client ??= connect(bindings.HYPERDRIVE.connectionString));
  const drop = async () => {
    const dropped = client;
    client = undefined;
    await dropped?.end({ timeout: 1 });
  };
  const limitMs = bindings.STATEMENT_TIMEOUT_MS + poolWaitMs;
  return {
    as: (identity, work) => transact({ connected, drop, log, limitMs }, settingsOf(identity, bindings.STATEMENT_TIMEOUT_MS), work),
    ping: async (pingLimitMs) => {
      try {
        await within(pingLimitMs, connected()`select 1`, tooSlow);
      } catch (thrown) {
        await drop();
        throw toConnectionError(thrown);
      }
    },
    close: drop,
  };
}

function connect(url: string): postgres.Sql {
  return postgres(url, {
    max: 1,
    prepare: false,
    fetch_types: false,
    connect_timeout: connectTimeoutSeconds,
    idle_timeout: 20,
    onnotice: () => {},
  });
}

interface TransactionSettings {
  readonly statementTimeoutMs: string;
  /** JSON, as PostgREST sets it and `auth.uid()` reads it. */
  readonly claims: string;
  readonly role: string;
}

interface Connector {
  readonly connected: () => postgres.Sql;
  readonly drop: () => Promise<void>;
  readonly log: Logger;
  readonly limitMs: number;
}

async function transact<T>(connector: Connector, settings: TransactionSettings, work: (sql: Sql) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const progress = { begun: false };
    try {
      return await within(connector.limitMs, once(connector.connected(), settings, work, progress), tooSlow);
    } catch (thrown) {
      const error = progress.begun ? toDatabaseError(thrown) : toConnectionError(thrown);
      const waitMs = retryDelaysMs[attempt];
      if (error.code === "DATABASE_UNAVAILABLE") await connector.drop();
      if (progress.begun || error.code !== "DATABASE_UNAVAILABLE" || waitMs === undefined) throw error;
      connector.log.warn("database.connect.retry", { attempt: attempt + 1, error: thrown });
      await delay(waitMs);
    }
  }
}

/** Role and claims are local to the transaction: the pooler's next client starts with none of them. */
async function once<T>(
  client: postgres.Sql,
  settings: TransactionSettings,
  work: (sql: Sql) => Promise<T>,
  progress: { begun: boolean },
): Promise<T> {
  const result = await client.begin(async (sql) => {
    progress.begun = true;
    const apply = sql`
      select set_config('statement_timeout', ${settings.statementTimeoutMs}, true),
        set_config('request.jwt.claims', ${settings.claims}, true), set_config('role', ${settings.role}, true)`;
    // Sent in one go with the first query of the work: were the settings refused, the transaction would be aborted before that query runs.
    const [, done] = await Promise.all([apply.execute(), work(sql)]);
    return { done };
  });
  return result.done;
}

function settingsOf(identity: Identity, statementTimeoutMs: number): TransactionSettings {
  const claims = identity.role === "authenticated" ? identity.claims : { role: identity.role };
  return { statementTimeoutMs: String(statementTimeoutMs), claims: JSON.stringify(claims), role: identity.role };
}

function tooSlow(): AppError {
  return new AppError("DATABASE_UNAVAILABLE", "Try again in a moment.", { retryable: true, headers: { "Retry-After": "1" } });
}
