import type { Sql } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import type { JobKinds } from "./jobs-kinds.ts";

interface NewJob {
  /** A kind declared by a module. */
  readonly kind: string;
  /**
   * Identifies the job's subject, such as an event's id. While a job of this kind and key is queued
   * or running, a second one is not added. Handlers receive it for idempotency.
   */
  readonly key: string;
  readonly payload?: unknown;
  /** The job's tenant; each has a share of the kind's slots. Default: none. */
  readonly tenant?: string;
  /** Default now. */
  readonly runAt?: Date;
  /** Higher values run first. Default 0. */
  readonly priority?: number;
}

/**
 * Work that outlives a request. Jobs are **delivered at least once**: handlers must be idempotent.
 * The row is written in the caller's transaction, so a job exists exactly when the change is
 * committed; the transaction must use the service identity (`service`, `serviceFor(claims)`).
 */
export interface Jobs {
  /** Whether the job was added; false while another with its kind and key is queued or running. */
  enqueue(sql: Sql, job: NewJob): Promise<boolean>;
  /** In one statement; returns how many were added. */
  enqueueAll(sql: Sql, jobs: readonly NewJob[]): Promise<number>;
  /** Ends a queued or running job; a running handler's signal is aborted. */
  cancel(sql: Sql, kind: string, key: string): Promise<boolean>;
  /** Wakes workers for these kinds when the request ends. Called by `enqueue`. */
  wake(kinds: readonly string[]): void;
  /** The kinds woken since the last call. */
  takeWoken(): readonly string[];
}

export function openJobs(kinds: JobKinds): Jobs {
  let woken = new Set<string>();
  const enqueueAll = async (sql: Sql, jobs: readonly NewJob[]) => {
    if (jobs.length === 0) return 0;
    const rows = jobs.map((job) => rowOf(kinds, job));
    const added = await sql`
      insert into public.jobs (kind, key, tenant, payload, priority, run_at, max_attempts)
      select r.kind, r.key, r.tenant, r.payload, r.priority, coalesce(r.run_at, now()), r.max_attempts
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (kind text, key text,
        tenant text, payload jsonb, priority smallint, run_at timestamptz, max_attempts integer)
      on conflict (kind, key) where status in ('queued', 'running') do nothing
      returning 1`;
    for (const { kind } of jobs) woken.add(kind);
    return added.length;
  };
  return {
    enqueueAll,
    enqueue: async (sql, job) => (await enqueueAll(sql, [job])) === 1,
    cancel: async (sql, kind, key) => {
      const ended = await sql`
        update public.jobs set status = 'done', done_at = now(), lease_token = null,
          lease_until = null, error_code = 'CANCELLED'
        where kind = ${kind} and key = ${key} and status in ('queued', 'running') returning 1`;
      return ended.length > 0;
    },
    wake: (more) => {
      for (const kind of more) woken.add(kind);
    },
    takeWoken: () => {
      const taken = [...woken];
      woken = new Set();
      return taken;
    },
  };
}

function rowOf(kinds: JobKinds, job: NewJob) {
  const kind = kinds.get(job.kind);
  if (kind === undefined)
    throw new AppError("INTERNAL", "Something went wrong.", {
      cause: new AppError("INTERNAL", `No module declares jobs of kind ${job.kind}`),
    });
  return {
    kind: job.kind,
    key: job.key,
    tenant: job.tenant ?? "",
    payload: job.payload ?? {},
    priority: job.priority ?? 0,
    run_at: job.runAt?.toISOString(),
    max_attempts: kind.attempts,
  };
}
