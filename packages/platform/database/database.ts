import postgres from "postgres";
import type { Bindings } from "../bindings/bindings.ts";
import { AppError } from "../errors/errors.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Logger } from "../observability/logger.ts";
import type { Deadline } from "../request/deadline.ts";
import { within } from "../request/time-limit.ts";
import type { Clock } from "../runtime/clock.ts";
import { toConnectionError } from "./database-errors.ts";
import type { Identity } from "./database-identity.ts";
import type { Sql } from "./database-sql.ts";
import { type Transactor, transact } from "./database-transaction.ts";

export { anonymous, type Identity, identityOf, service, serviceFor } from "./database-identity.ts";
export type { Sql } from "./database-sql.ts";

export interface WriteOptions {
  /**
   * True when repeating it has no further effect, e.g. `on conflict do nothing` on a key chosen by
   * the caller.
   */
  readonly idempotent?: boolean;
}

/**
 * Transactions with an identity under row-level security. The work may be retried after a failure
 * that cannot have had an effect, so it must only do SQL; after a failed COMMIT, whose outcome is
 * unknown, only reads and idempotent writes are retried. All throw AppError: DATABASE_UNAVAILABLE,
 * DATABASE_TIMEOUT, DEADLINE_EXCEEDED, CONFLICT, FORBIDDEN, VALIDATION_FAILED, INTERNAL.
 */
export interface Database {
  as<T>(identity: Identity, work: (sql: Sql) => Promise<T>, options?: WriteOptions): Promise<T>;
  /** In a read-only transaction: PostgreSQL rejects writes. */
  read<T>(identity: Identity, work: (sql: Sql) => Promise<T>): Promise<T>;
  /** One round trip through the pooler. Throws DATABASE_UNAVAILABLE after the timeout. */
  ping(limitMs: number): Promise<void>;
  /**
   * Whether the pooler has accepted this connection; `ping` checks whether PostgreSQL is behind it.
   */
  reachedPooler(): boolean;
  /** Closes the connection. Call it when the response and all background work have finished. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly bindings: Pick<
    Bindings,
    "HYPERDRIVE" | "STATEMENT_TIMEOUT_MS" | "DATABASE_CONNECT_TIMEOUT_MS"
  >;
  readonly deadline: Deadline;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/**
 * The database of one request. workerd ties a socket to the request that opened it, so connections
 * are not reused between requests; Hyperdrive and the pooler keep the real ones. Statements are
 * unnamed (`prepare: false`), because the pooler may use a different server for each transaction.
 */
export function openDatabase(options: DatabaseOptions): Database {
  let client: postgres.Sql | undefined;
  let reached = false;
  let entry = Promise.withResolvers<void>();
  const letIn = () => {
    reached = true;
    entry.resolve();
  };
  const connected = () => (client ??= connect(options.bindings, letIn));
  const end = async (graceSeconds: number) => {
    const ended = client;
    client = undefined;
    entry = Promise.withResolvers<void>();
    await ended?.end({ timeout: graceSeconds });
  };
  const transactor: Transactor = {
    ...options,
    connected,
    entered: () => entry.promise,
    drop: () => end(0),
    connectTimeoutMs: options.bindings.DATABASE_CONNECT_TIMEOUT_MS,
    statementTimeoutMs: options.bindings.STATEMENT_TIMEOUT_MS,
  };
  return {
    as: (identity, work, { idempotent = false } = {}) =>
      transact(transactor, { identity, access: "read write", idempotent }, work),
    read: (identity, work) =>
      transact(transactor, { identity, access: "read only", idempotent: true }, work),
    ping: async (limitMs) => {
      try {
        await within(
          limitMs,
          connected()`select 1`,
          () => new AppError("DATABASE_UNAVAILABLE", `No response within ${limitMs} ms.`),
        );
      } catch (thrown) {
        await end(0);
        throw toConnectionError(thrown);
      }
    },
    reachedPooler: () => reached,
    close: () => end(1),
  };
}

/** Parameters arrive once the login is accepted. */
function connect(
  { HYPERDRIVE, DATABASE_CONNECT_TIMEOUT_MS }: DatabaseOptions["bindings"],
  letIn: () => void,
): postgres.Sql {
  return postgres(HYPERDRIVE.connectionString, {
    onparameter: letIn,
    max: 1,
    prepare: false,
    fetch_types: false,
    // The transaction has its own timeout, which allows for a busy isolate; the driver's would fire
    // first.
    connect_timeout: (2 * DATABASE_CONNECT_TIMEOUT_MS) / 1000,
    idle_timeout: 20,
    onnotice: () => {},
  });
}
