import { AppError } from "../errors/errors.ts";
import type { ModuleWorker } from "../modules/define-worker.ts";
import { attemptJob, type WorkerOfJobs } from "./jobs-attempt.ts";
import type { JobHandler } from "./jobs-handler.ts";
import { type CompleteJobKind, type JobKinds, jobKindsOf } from "./jobs-kinds.ts";
import { type ClaimedJob, claimJobs, releaseLostJobs } from "./jobs-lease.ts";

/**
 * Concurrent jobs of one invocation: a Worker may have six open connections waiting for a response,
 * and the database uses one of them
 * (https://developers.cloudflare.com/workers/platform/limits/#simultaneous-open-connections).
 */
const slots = 5;

export interface JobTable {
  readonly kinds: JobKinds;
  readonly handlers: ReadonlyMap<string, JobHandler>;
}

export function jobTableOf(modules: readonly ModuleWorker[]): JobTable {
  return {
    kinds: jobKindsOf(modules.map(({ module }) => module)),
    handlers: new Map(modules.flatMap(({ jobs }) => Object.entries(jobs))),
  };
}

/**
 * Runs due jobs until none are left, or until no kind would end before the invocation does.
 * `wasWoken` tells whether more were enqueued since the last claim.
 */
export async function runJobs(
  worker: WorkerOfJobs,
  table: JobTable,
  wasWoken: () => boolean = () => false,
): Promise<void> {
  await giveBackLost(worker);
  const active = new Set<Promise<void>>();
  for (;;) {
    const claimed = await claimMore(worker, table, slots - active.size);
    for (const job of claimed) {
      const attempt = attemptClaimed(worker, table, job);
      active.add(attempt);
      void attempt.then(() => active.delete(attempt));
    }
    if (active.size > 0) await Promise.race(active);
    else if (!wasWoken()) return;
  }
}

async function claimMore(
  { services }: WorkerOfJobs,
  { kinds, handlers }: JobTable,
  free: number,
): Promise<ClaimedJob[]> {
  const leftMs = services.deadline.remainingMs();
  const fitting = [...kinds].filter(
    ([name, { timeoutSeconds }]) => handlers.has(name) && timeoutSeconds * 1_000 < leftMs,
  );
  if (fitting.length === 0 || free === 0) return [];
  return claimJobs(services.database, fitting, free);
}

const deadByLease = (kind: string) => new AppError("INTERNAL", `Job ${kind} is dead: LEASE_LOST`);

function attemptClaimed(worker: WorkerOfJobs, table: JobTable, job: ClaimedJob): Promise<void> {
  const kind = table.kinds.get(job.kind) as CompleteJobKind;
  const handler = table.handlers.get(job.kind) as JobHandler;
  return attemptJob(worker, kind, handler, job);
}

async function giveBackLost({ services, log, reportError }: WorkerOfJobs): Promise<void> {
  for (const { kind, key, status } of await releaseLostJobs(services.database)) {
    services.metrics.count("jobs_finished_total", { kind, outcome: "lease_lost" });
    log.warn("job.lease_lost", { job: kind, key, status });
    if (status === "dead") reportError(deadByLease(kind), "INTERNAL");
  }
}
