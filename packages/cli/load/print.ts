import type { LoadPoint, LoadRun } from "./results.ts";

/** One run as text, compared with the previous one of its kind. */
export function runText(run: LoadRun, before: LoadRun | undefined, broke?: LoadPoint): string {
  const lines = [
    `${run.scenario}, ${run.shape}, ${run.vus} users, ${run.duration}: ${run.requests} requests, ${run.failed} failed, ${run.limited} answered with 429`,
    `  50 % within ${run.p50Ms} ms, 95 % within ${run.p95Ms} ms, 99 % within ${run.p99Ms} ms`,
    ...besideText(run),
    ...(before === undefined ? [] : [`  ${comparedText(run, before)}`]),
    ...run.thresholds.map(
      ({ name, limit, value, kept, atLeast }) =>
        `  ${kept ? "✓" : "✗"} ${name}: ${value ?? "nothing was measured"}, at ${atLeast ? "least" : "most"} ${limit}`,
    ),
    ...(broke === undefined ? [] : [`  first broken after ${broke.second} s`]),
  ];
  return `${lines.join("\n")}\n`;
}

function comparedText(run: LoadRun, before: LoadRun): string {
  const change = (now: number, then: number) =>
    then === 0 ? `${now - then >= 0 ? "+" : ""}${now - then}` : percent(now / then - 1);
  return `since ${before.at.slice(0, 16).replace("T", " ")}: requests ${change(run.requests, before.requests)}, p95 ${change(run.p95Ms, before.p95Ms)}, failed ${run.failed - before.failed >= 0 ? "+" : ""}${run.failed - before.failed}`;
}

const percent = (share: number) => `${share >= 0 ? "+" : ""}${Math.round(share * 100)} %`;

/** Measurements besides the requests. */
function besideText({ hitShare, warmP95Ms, connections }: LoadRun): readonly string[] {
  const parts = [
    ...(hitShare === null ? [] : [`${Math.round(hitShare * 100)} % cache hits`]),
    ...(warmP95Ms === null ? [] : [`95 % of them within ${warmP95Ms} ms`]),
    ...(connections === null ? [] : [`at most ${connections} database connections`]),
  ];
  return parts.length === 0 ? [] : [`  ${parts.join(", ")}`];
}
