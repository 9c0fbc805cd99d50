import { metricsPath, samplesIn } from "../worker/metrics.ts";

/** What the app and the database report at one moment; counts since the app was first deployed. */
export interface Reading {
  readonly requests: number;
  /** Responses of 500 and above. */
  readonly errors: number;
  readonly cacheReads: number;
  readonly cacheHits: number;
  readonly connections: number;
}

const hits = ["memory", "shared", "fresh", "stale"];

/** The app's counts in Prometheus' text format. */
export function countsIn(text: string): Omit<Reading, "connections"> {
  const counts = { requests: 0, errors: 0, cacheReads: 0, cacheHits: 0 };
  for (const { name, labels, value } of samplesIn(text)) {
    if (name === "http_requests_total") {
      // Otherwise the reading itself would count as traffic.
      if (labels.route !== metricsPath) counts.requests += value;
      if (labels.status?.startsWith("5")) counts.errors += value;
    }
    if (name === "cache_reads_total") {
      counts.cacheReads += value;
      if (hits.includes(labels.result ?? "")) counts.cacheHits += value;
    }
  }
  return counts;
}
