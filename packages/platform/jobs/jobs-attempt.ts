import { ZodError } from "zod";
import { service } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import { retryDelayMs } from "../errors/retry.ts";
import type { ReportError } from "../observability/report-error.ts";
import { within } from "../request/time-limit.ts";
import type { ScheduledContext } from "../schedules/scheduled-context.ts";
import type { JobHandler, JobOutcome, RunningJob } from "./jobs-handler.ts";
import type { CompleteJobKind } from "./jobs-kinds.ts";
import { type ClaimedJob, endJob, type JobEnd, renewLease } from "./jobs-lease.ts";

/** What attempts use. */
export interface WorkerOfJobs extends ScheduledContext {
  readonly reportError: ReportError;
}

/** Minimum even with full jitter: ten attempts must not end within the same second. */
const leastRetryMs = 1_000;

/** Runs one attempt and writes its result, unless the lease was lost in between. Never throws. */
export async function attemptJob(
  worker: WorkerOfJobs,
  kind: CompleteJobKind,
  handler: JobHandler,
  claimed: ClaimedJob,
): Promise<void> {
  const log = worker.log.child({ job: claimed.kind, key: claimed.key, attempt: claimed.attempt });
  const lease = holdLease(worker, kind, claimed);
  const state = { completed: false };
  const job = runningJob(claimed, lease.signal, state);
  const { reportError, ...context } = worker;
  let failure: unknown;
  const end = await inTime(kind, lease.abort, () => handler({ ...context, log, job }))
    .then((outcome) => endOf(outcome, kind, claimed))
    .catch((error: unknown) => {
      failure = error;
      return endAfter(error, kind, claimed);
    });
  await lease.stop();
  const code = "code" in end ? end.code : undefined;
  if (end.status !== "done") log.warn("job.failed", { code, error: failure });
  const { database, metrics } = worker.services;
  const write = () => database.as(service, (sql) => endJob(sql, claimed, end));
  // If the result cannot be written, the job runs again when the lease expires.
  const written = state.completed || (await write().catch(() => false));
  const outcome = written ? end.status : "lost";
  metrics.count("jobs_finished_total", { kind: claimed.kind, outcome });
  if (outcome === "lost") log.warn("job.result_dropped", { code });
  if (outcome === "dead") {
    log.error("job.dead", { code });
    reportError(
      failure ?? new AppError("INTERNAL", `Job ${claimed.kind} is dead: ${code}`),
      "INTERNAL",
    );
  }
}

function runningJob(
  claimed: ClaimedJob,
  signal: AbortSignal,
  state: { completed: boolean },
): RunningJob {
  const { leaseToken: _, ...shown } = claimed;
  return {
    ...shown,
    signal,
    completeIn: async (sql) => {
      if (!(await endJob(sql, claimed, { status: "done" })))
        throw new AppError("CONFLICT", "Another worker has taken over the job.");
      state.completed = true;
    },
  };
}

/** Renews the lease every third of its duration while the handler runs. */
function holdLease({ services }: WorkerOfJobs, kind: CompleteJobKind, claimed: ClaimedJob) {
  const lost = new AbortController();
  let renewal: Promise<unknown> = Promise.resolve();
  const renew = async () => {
    // If this renewal fails, the next beat retries it before the lease expires.
    const kept = await renewLease(services.database, claimed, kind.leaseSeconds).catch(() => true);
    if (!kept) lost.abort();
  };
  const timer = setInterval(
    () => {
      renewal = renewal.then(renew);
    },
    (kind.leaseSeconds * 1_000) / 3,
  );
  return {
    signal: lost.signal,
    abort: () => lost.abort(),
    stop: async () => {
      clearInterval(timer);
      await renewal;
    },
  };
}

async function inTime(
  { timeoutSeconds }: CompleteJobKind,
  abort: () => void,
  work: () => Promise<JobOutcome>,
): Promise<JobOutcome> {
  return within(timeoutSeconds * 1_000, work(), () => {
    abort();
    return new AppError("DEADLINE_EXCEEDED", `No result within ${timeoutSeconds} s.`);
  });
}

function endOf(outcome: JobOutcome, kind: CompleteJobKind, claimed: ClaimedJob): JobEnd {
  if (!outcome) return { status: "done" };
  if ("dead" in outcome) return { status: "dead", code: outcome.dead };
  const { code, retryAfterMs } = outcome;
  // Their `Retry-After` applies, whatever our own delay would have been.
  return delayOf(kind, claimed) === undefined
    ? { status: "dead", code }
    : { status: "queued", code, afterMs: retryAfterMs };
}

function endAfter(error: unknown, kind: CompleteJobKind, claimed: ClaimedJob): JobEnd {
  if (isMalformed(error)) return { status: "dead", code: "PAYLOAD_INVALID" };
  const code = error instanceof AppError ? error.code : "INTERNAL";
  const afterMs = delayOf(kind, claimed);
  return afterMs === undefined ? { status: "dead", code } : { status: "queued", code, afterMs };
}

/** An invalid payload stays invalid. A transaction puts what its work threw into `cause`. */
export function isMalformed(error: unknown): boolean {
  const thrown = error instanceof AppError ? error.cause : error;
  return thrown instanceof ZodError;
}

function delayOf(kind: CompleteJobKind, { attempt, maxAttempts }: ClaimedJob): number | undefined {
  const policy = {
    attempts: maxAttempts,
    firstDelayMs: kind.firstRetrySeconds * 1_000,
    mostDelayMs: kind.mostRetrySeconds * 1_000,
  };
  const delayMs = retryDelayMs(policy, attempt, Math.random());
  return delayMs === undefined ? undefined : Math.max(leastRetryMs, delayMs);
}
