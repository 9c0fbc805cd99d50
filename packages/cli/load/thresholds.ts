import type { LoadObjectives } from "@seaworthy/sdk/manifest/schema";
import type { Threshold } from "./results.ts";
import type { Series } from "./series.ts";

/** Checks of responses in scenarios, made with k6's `check`. */
export interface Checks {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Compares measurements with the stack's objectives. An objective without a measurement counts as
 * exceeded: a run without requests proves nothing.
 */
export function judgeThresholds(
  objectives: LoadObjectives,
  { total }: Pick<Series, "total">,
  checks: Checks,
): readonly Threshold[] {
  const { p95Ms, p99Ms, failedShare, limitedShare, checksShare } = objectives;
  const { warmP95Ms, hitShare, connections } = objectives;
  const { requests } = total;
  const measured = (value: number) => (requests === 0 ? null : value);
  const made = checks.passed + checks.failed;
  return [
    atMost("p95, ms", p95Ms, measured(total.p95Ms)),
    atMost("p99, ms", p99Ms, measured(total.p99Ms)),
    atMost("failed, share", failedShare, measured(total.failed / requests)),
    atMost("429, share", limitedShare, measured(total.limited / requests)),
    atMost("failed checks, share", 1 - checksShare, made === 0 ? null : checks.failed / made),
    ...(warmP95Ms === undefined
      ? []
      : [atMost("p95 of cache hits, ms", warmP95Ms, total.warmP95Ms)]),
    ...(hitShare === undefined ? [] : [atLeast("cache hits, share", hitShare, total.hitShare)]),
    ...(connections === undefined
      ? []
      : [atMost("database connections", connections, total.connections)]),
  ];
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

function atMost(name: string, most: number, measured: number | null): Threshold {
  const [limit, value] = [rounded(most), measured === null ? null : rounded(measured)];
  return { name, limit, value, atLeast: false, kept: value !== null && value <= limit };
}

function atLeast(name: string, least: number, measured: number | null): Threshold {
  const [limit, value] = [rounded(least), measured === null ? null : rounded(measured)];
  return { name, limit, value, atLeast: true, kept: value !== null && value >= limit };
}

/** The first interval that exceeded a latency or error objective. */
export function brokenAt(
  { p95Ms, failedShare }: LoadObjectives,
  points: Series["points"],
): Series["points"][number] | undefined {
  return points.find(
    (point) =>
      point.requests > 0 && (point.p95Ms > p95Ms || point.failed / point.requests > failedShare),
  );
}
