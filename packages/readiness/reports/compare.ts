import { defined } from "@seaworthy/core/defined";
import type { BaseReport, Report, ReportedFinding } from "./report.ts";

export interface Baseline {
  readonly name: string;
  readonly score: number;
  /** Its violations, including waived ones: neither are new. */
  readonly fingerprints: readonly string[];
  /** Rules that could be judged, and what was nevertheless unknown. */
  readonly judged: readonly string[];
  readonly unknown: readonly string[];
  /** Type and name of each resource. */
  readonly resources: readonly string[];
  readonly monthlyDollars?: number;
}

export function baselineOf(report: Report, name: string): Baseline {
  return {
    name,
    score: report.score.value,
    fingerprints: [...report.violations, ...report.waived].map(({ fingerprint }) => fingerprint),
    judged: report.rules.flatMap(({ rule, outcome }) => (isJudged(outcome) ? [rule.id] : [])),
    unknown: report.unknowns.flatMap(({ fingerprints }) => fingerprints),
    resources: report.resources,
    ...defined({ monthlyDollars: report.monthlyDollars }),
  };
}

export const isJudged = (outcome: string): boolean =>
  outcome === "passed" || outcome === "violation" || outcome === "waived";

/**
 * What is unknown now but was judged in the base. Something hides it, such as a value that became a
 * secret or an output, and that is no better than a violation.
 */
function newlyUnknown(report: Report, baseline: Baseline): ReportedFinding[] {
  const unknownBefore = new Set(baseline.unknown);
  const judgedBefore = new Set(baseline.judged);
  const thereBefore = new Set(baseline.resources);
  return report.unknowns.filter(
    ({ rule, fingerprints, resource }) =>
      judgedBefore.has(rule.id) &&
      !fingerprints.some((print) => unknownBefore.has(print)) &&
      (resource === undefined || thereBefore.has(`${resource.type} ${resource.name}`)),
  );
}

/**
 * Marks each violation as new or not. Considers a resource's former names: renaming it makes
 * nothing new.
 */
export function compared(report: Report, baseline: Baseline): Report {
  const before = new Set(baseline.fingerprints);
  const now = new Set(
    [...report.violations, ...report.waived].flatMap(({ fingerprints }) => fingerprints),
  );
  const { name, score, fingerprints, monthlyDollars } = baseline;
  const base: BaseReport = {
    name,
    score,
    fingerprints,
    ...defined({ monthlyDollars }),
    fixed: baseline.fingerprints.filter((one) => !now.has(one)).length,
  };
  return {
    ...report,
    base,
    newlyUnknown: newlyUnknown(report, baseline),
    violations: report.violations.map((one) => ({
      ...one,
      isNew: !one.fingerprints.some((print) => before.has(print)),
    })),
  };
}
