import type { Sql } from "../database/database.ts";
import type { ScheduledContext } from "../schedules/scheduled-context.ts";
import type { ClaimedJob } from "./jobs-lease.ts";

/** One attempt, as its handler sees it. */
export interface RunningJob extends Omit<ClaimedJob, "leaseToken"> {
  /** Aborted when the lease is lost, the job was cancelled, or its time is over: stop. */
  readonly signal: AbortSignal;
  /**
   * Marks the job done in the transaction of its effects, so that both are kept or neither is.
   * Throws when the lease is lost, which undoes the transaction.
   */
  completeIn(sql: Sql): Promise<void>;
}

export interface JobContext extends ScheduledContext {
  readonly job: RunningJob;
}

/**
 * What a handler may return instead of nothing: try again after exactly that long (the other side's
 * `Retry-After`), or give up at once. Codes are for operators; no text of an exception.
 */
export type JobOutcome =
  | undefined
  // biome-ignore lint/suspicious/noConfusingVoidType: most handlers return nothing
  | void
  | { readonly retryAfterMs: number; readonly code: string }
  | { readonly dead: string };

/** A failure that is thrown is tried again, with growing and scattered delays. */
export type JobHandler = (context: JobContext) => Promise<JobOutcome>;
