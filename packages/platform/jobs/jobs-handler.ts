import type { Sql } from "../database/database.ts";
import type { ScheduledContext } from "../schedules/scheduled-context.ts";
import type { ClaimedJob } from "./jobs-lease.ts";

/** One attempt, from its handler's view. */
export interface RunningJob extends Omit<ClaimedJob, "leaseToken"> {
  /** Aborted when the lease is lost, the job is cancelled or it times out: stop working. */
  readonly signal: AbortSignal;
  /**
   * Marks the job done in the transaction of its effects, so that both are committed or neither is.
   * Throws when the lease is lost, which rolls back the transaction.
   */
  completeIn(sql: Sql): Promise<void>;
}

export interface JobContext extends ScheduledContext {
  readonly job: RunningJob;
}

/**
 * What a handler may return: retry after exactly that long (the upstream's `Retry-After`), or give
 * up immediately. Codes are for operators and must not contain exception messages.
 */
export type JobOutcome =
  | undefined
  // biome-ignore lint/suspicious/noConfusingVoidType: most handlers return nothing
  | void
  | { readonly retryAfterMs: number; readonly code: string }
  | { readonly dead: string };

/** Thrown failures are retried with exponential backoff and jitter. */
export type JobHandler = (context: JobContext) => Promise<JobOutcome>;
