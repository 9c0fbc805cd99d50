import { type Database, type Sql, service } from "../database/database.ts";
import type { CompleteJobKind } from "./jobs-kinds.ts";

/** A job that this worker holds until its lease expires. */
export interface ClaimedJob {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly tenant: string;
  readonly payload: unknown;
  /** From 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly leaseToken: string;
}

type Lease = Pick<ClaimedJob, "id" | "leaseToken">;

/** Claims up to that many due jobs of those kinds, within their concurrency limits. */
export async function claimJobs(
  database: Database,
  kinds: readonly (readonly [string, CompleteJobKind])[],
  most: number,
): Promise<ClaimedJob[]> {
  const wanted = kinds.map(([kind, { atOnce, atOncePerTenant, leaseSeconds }]) => ({
    kind,
    at_once: atOnce,
    at_once_per_tenant: atOncePerTenant,
    lease_ms: leaseSeconds * 1_000,
  }));
  const rows = await database.as(
    service,
    (sql) => sql<ClaimedJob[]>`
      select id, kind, key, tenant, payload, attempt, max_attempts as "maxAttempts",
        lease_token as "leaseToken"
      from public.claim_jobs(${JSON.stringify(wanted)}::text::jsonb, ${most})`,
  );
  return [...rows];
}

export interface LostJob {
  readonly kind: string;
  readonly key: string;
  readonly status: "queued" | "dead";
}

/** Releases jobs whose worker has died. */
export async function releaseLostJobs(database: Database): Promise<LostJob[]> {
  const rows = await database.as(
    service,
    (sql) => sql<LostJob[]>`select kind, key, status from public.release_lost_jobs(${1_000})`,
  );
  return [...rows];
}

/** Extends the lease. False when it is lost: another worker has the job, or it was cancelled. */
export async function renewLease(
  database: Database,
  { id, leaseToken }: Lease,
  seconds: number,
): Promise<boolean> {
  const rows = await database.as(
    service,
    (sql) => sql`
      update public.jobs set lease_until = clock_timestamp() + make_interval(secs => ${seconds})
      where id = ${id} and lease_token = ${leaseToken} returning 1`,
    { idempotent: true },
  );
  return rows.length > 0;
}

/** The outcome of an attempt. */
export type JobEnd =
  | { readonly status: "done" }
  | { readonly status: "dead"; readonly code: string }
  | { readonly status: "queued"; readonly code: string; readonly afterMs: number };

/** Writes the attempt's outcome. False when the lease is lost: the result is discarded. */
export async function endJob(sql: Sql, { id, leaseToken }: Lease, end: JobEnd): Promise<boolean> {
  const code = "code" in end ? end.code : null;
  const afterMs = "afterMs" in end ? end.afterMs : null;
  const rows = await sql`
    update public.jobs set status = ${end.status}, error_code = ${code}, lease_token = null,
      lease_until = null,
      run_at = coalesce(clock_timestamp() + ${afterMs}::float8 * interval '1 millisecond', run_at),
      done_at = case when ${end.status} = 'queued' then null else clock_timestamp() end
    where id = ${id} and lease_token = ${leaseToken} returning 1`;
  return rows.length > 0;
}
