import type postgres from "postgres";
import type { AppError } from "../errors/errors.ts";
import { type RetryPolicy, retryDelayMs } from "../errors/retry.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Logger } from "../observability/logger.ts";
import type { Deadline } from "../request/deadline.ts";
import { delay, within } from "../request/time-limit.ts";
import type { Clock } from "../runtime/clock.ts";
import { toConnectionError, toDatabaseError } from "./database-errors.ts";
import { type Identity, settingsSql } from "./database-identity.ts";
import type { Sql } from "./database-sql.ts";

export interface Transactor {
  /** The request's connection, opened by its first query. */
  readonly connected: () => postgres.Sql;
  /** Resolves when the pooler has accepted that connection. */
  readonly entered: () => Promise<void>;
  /** Closes the connection immediately; the next query opens a new one. */
  readonly drop: () => Promise<void>;
  /**
   * Timeout until the pooler accepts a connection. The driver's own timeout restarts whenever the
   * pooler hangs up, and could go on forever.
   */
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly deadline: Deadline;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

export interface TransactionKind {
  readonly identity: Identity;
  readonly access: "read only" | "read write";
  readonly idempotent: boolean;
}

/** Progress of a transaction: until its COMMIT is sent, nothing of it can persist. */
type Stage = "opening" | "working" | "committing";

const retries: RetryPolicy = { attempts: 3, firstDelayMs: 100, mostDelayMs: 400 };
/** Added to the statement's own timeout: waiting for a pool connection. */
const poolWaitMs = 5_000;

/**
 * Runs the work in a transaction; retries after a transient failure when that is safe and time is
 * left.
 */
export async function transact<T>(
  transactor: Transactor,
  kind: TransactionKind,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const { clock, metrics, log, deadline } = transactor;
  const startedAt = clock.now();
  const { role } = kind.identity;
  const end = (outcome: string) => {
    metrics.count("database_transactions_total", { role, outcome });
    metrics.observe("database_transaction_duration_seconds", { role }, clock.now() - startedAt);
  };
  for (let failed = 1; ; failed++) {
    const progress: { stage: Stage } = { stage: "opening" };
    try {
      const result = await attempt(transactor, kind, work, progress);
      end("done");
      return result;
    } catch (thrown) {
      const error =
        progress.stage === "opening" ? toConnectionError(thrown) : toDatabaseError(thrown);
      if (error.code === "DATABASE_UNAVAILABLE") await transactor.drop();
      const waitMs = isWorthRepeating(error, progress.stage, kind)
        ? retryDelayMs(retries, failed, Math.random())
        : undefined;
      if (waitMs === undefined || waitMs >= deadline.remainingMs()) {
        end(error.code);
        throw error;
      }
      metrics.count("database_retries_total", { stage: progress.stage });
      log.warn("database.retry", { failed, stage: progress.stage, error: thrown });
      await delay(waitMs);
    }
  }
}

async function attempt<T>(
  {
    connected,
    entered,
    deadline,
    connectTimeoutMs,
    statementTimeoutMs,
    metrics,
    clock,
  }: Transactor,
  { identity, access }: TransactionKind,
  work: (sql: Sql) => Promise<T>,
  progress: { stage: Stage },
): Promise<T> {
  const startedAt = clock.now();
  const idleTimeoutMs = deadline.cap(statementTimeoutMs + poolWaitMs);
  const settings = {
    identity,
    statementTimeoutMs: deadline.cap(statementTimeoutMs),
    idleTimeoutMs,
  };
  const begun = () => {
    progress.stage = "working";
    metrics.observe(
      "database_opening_duration_seconds",
      { role: identity.role },
      clock.now() - startedAt,
    );
  };
  const run = connected().begin(access, async (sql) => {
    // Sent together with the work's first query: if the settings were rejected, that query would
    // find an aborted transaction.
    const [, result] = await Promise.all([
      sql.unsafe(settingsSql(settings)).then(begun),
      work(sql),
    ]);
    progress.stage = "committing";
    return { result };
  });
  await within(deadline.cap(connectTimeoutMs), Promise.race([entered(), run]), () => new TooSlow());
  return (await within(idleTimeoutMs, run, () => new TooSlow())).result;
}

function isWorthRepeating(error: AppError, stage: Stage, { idempotent }: TransactionKind): boolean {
  if (error.code !== "DATABASE_UNAVAILABLE") return false;
  if (stage === "opening") return true;
  return !(error.cause instanceof TooSlow) && (stage === "working" || idempotent);
}

/** The attempt timed out. */
class TooSlow extends Error {
  override readonly name = "TooSlow";
  readonly code = "CONNECTION_TOO_SLOW";
}
