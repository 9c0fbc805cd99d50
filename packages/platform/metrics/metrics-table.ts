import type { Module } from "../modules/define-module.ts";

/**
 * Counters; each label takes values from a closed set, so that the code bounds the number of
 * series, not the callers.
 */
export const counters = {
  http_requests_total: "Responses by method, route and status. 429 is a rejected request.",
  cache_reads_total:
    "Cache reads by result: memory, shared, fresh, stale, computed, bypassed, outage.",
  cache_invalidations_total: "Invalidations by tag, by whether Redis was told: told, untold.",
  database_transactions_total: "Transactions by role and outcome: done, or the error's code.",
  database_retries_total:
    "Attempts beyond a transaction's first, by what failed: opening, working, committing.",
  jobs_finished_total:
    "Attempts of jobs by kind and outcome: done, queued (tried again), dead, lost, lease_lost.",
  webhook_events_total:
    "Webhooks by source and outcome: stored, seen, differs, refused, unrecognised, done, ignored.",
  sse_streams_ended_total:
    "Streams of server-sent events by why they ended: over, longest, gone, stuck, failed.",
  redis_calls_total: "Calls to Redis by database and outcome: answered, failed.",
  authentication_failures_total:
    "Tokens and keys that were sent and are not valid, by kind: bearer, key. Not expired ones.",
  blocks_total: "Blocks by whom they are of: account, address.",
} as const;

/** Durations. */
export const histograms = {
  http_request_duration_seconds: "Time to first byte of the response, by method and route.",
  database_transaction_duration_seconds:
    "Duration of a transaction including the wait for the pool, by role.",
  database_opening_duration_seconds:
    "Time until the pool provided a connection and the transaction began, by role.",
  redis_call_duration_seconds: "Round trip to Redis, by database.",
} as const;

export type CounterName = keyof typeof counters;
export type HistogramName = keyof typeof histograms;

/** Names and their help texts. */
export interface MetricsTable {
  readonly counters: Readonly<Record<string, string>>;
  readonly histograms: Readonly<Record<string, string>>;
  readonly gauges: Readonly<Record<string, string>>;
}

export const platformMetrics: MetricsTable = { counters, histograms, gauges: {} };

/** The platform's metrics and those of modules. */
export function metricsOfAll(modules: readonly Module[]): MetricsTable {
  const metrics = modules.map((module) => module.metrics ?? {});
  return {
    counters: Object.assign({ ...counters }, ...metrics.map((one) => one.counters)),
    histograms: Object.assign({ ...histograms }, ...metrics.map((one) => one.histograms)),
    gauges: Object.assign({}, ...metrics.map((one) => one.gauges)),
  };
}

/** Upper bounds in seconds; slower requests count under `+Inf`. */
export const bucketSeconds = [
  0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;
