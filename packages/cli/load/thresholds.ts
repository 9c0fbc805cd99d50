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
  { p95Ms, p99Ms, failedShare, limitedShare, checksShare }: LoadObjectives,
  { total }: Pick<Series, "total">,
  checks: Checks,
): readonly Threshold[] {
  const { requests } = total;
  const measured = (value: number) => (requests === 0 ? null : value);
  const made = checks.passed + checks.failed;
  return [
    atMost("p95, ms", p95Ms, measured(total.p95Ms)),
    atMost("p99, ms", p99Ms, measured(total.p99Ms)),
    atMost("failed, share", failedShare, measured(total.failed / requests)),
    atMost("429, share", limitedShare, measured(total.limited / requests)),
    atMost("failed checks, share", 1 - checksShare, made === 0 ? null : checks.failed / made),
  ];
}

function atMost(name: string, limit: number, value: number | null): Threshold {
  const rounded = value === null ? null : Math.round(value * 10_000) / 10_000;
  const most = Math.round(limit * 10_000) / 10_000;
  return { name, limit: most, value: rounded, kept: rounded !== null && rounded <= most };
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
