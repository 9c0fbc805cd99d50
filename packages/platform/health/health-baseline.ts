import { parseFieldName, sumOf } from "../metrics/metrics.ts";
import { bucketSeconds } from "../metrics/metrics-table.ts";
import { quantile } from "../metrics/metrics-text.ts";

/** A limit that a healthy service meets; a value without measurements is null and counts as met. */
export interface BaselineLine {
  readonly name: string;
  readonly value: number | null;
  readonly limit: number;
  readonly kept: boolean;
}

/** The parts of the database's report that the baseline uses. */
export interface DatabaseNumbers {
  readonly connections: { readonly used: number; readonly most: number };
  readonly indexHitRate: number | null;
}

/** With fewer samples a rate is meaningless. */
const fewestSamples = 100;

/** Measured values and their limits: shares of 1, and seconds. */
export function baseline(
  counts: ReadonlyMap<string, number>,
  database: DatabaseNumbers | undefined,
): BaselineLine[] {
  const used = database && database.connections.used / database.connections.most;
  return [
    atLeast("cacheHitRate", cacheHitRate(counts), 0.7),
    atMost("errorRate", errorRate(counts), 0.01),
    atMost("requestP95Seconds", requestSeconds(counts, 0.95), 0.25),
    atMost("databaseConnectionsShare", used ?? null, 0.8),
    atLeast("indexHitRate", database?.indexHitRate ?? null, 0.99),
  ];
}

/** Share of reads that the cache answered; null for too few. */
export function cacheHitRate(counts: ReadonlyMap<string, number>): number | null {
  return shareOf(
    counts,
    "cache_reads_total",
    ({ result }) => !["computed", "bypassed"].includes(result ?? ""),
  );
}

/** Share of responses from 500 on; null for too few. */
export function errorRate(counts: ReadonlyMap<string, number>): number | null {
  return shareOf(counts, "http_requests_total", ({ status }) => Number(status) >= 500);
}

/** What this share of the requests stayed under, over all routes; null for too few. */
export function requestSeconds(counts: ReadonlyMap<string, number>, of: number): number | null {
  const buckets = Array<number>(bucketSeconds.length + 1).fill(0);
  for (const [field, count] of counts) {
    const { name, part } = parseFieldName(field);
    if (name !== "http_request_duration_seconds" || part === "sum") continue;
    const index = part === "inf" ? bucketSeconds.length : Number(part);
    buckets[index] = (buckets[index] ?? 0) + count;
  }
  return buckets.reduce((sum, count) => sum + count, 0) < fewestSamples
    ? null
    : quantile(buckets, of);
}

function shareOf(
  counts: ReadonlyMap<string, number>,
  wanted: string,
  matches: (labels: Readonly<Record<string, string>>) => boolean,
): number | null {
  const all = sumOf(counts, wanted);
  return all < fewestSamples ? null : sumOf(counts, wanted, matches) / all;
}

function atLeast(name: string, value: number | null, limit: number): BaselineLine {
  return { name, value, limit, kept: value === null || value >= limit };
}

function atMost(name: string, value: number | null, limit: number): BaselineLine {
  return { name, value, limit, kept: value === null || value <= limit };
}
