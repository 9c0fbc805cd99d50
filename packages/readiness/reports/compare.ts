import type { BaseReport, Report } from "./report.ts";

export interface Baseline {
  readonly name: string;
  readonly score: number;
  /** Of its violations, those that were waived included: neither is new. */
  readonly fingerprints: readonly string[];
  readonly monthlyDollars?: number;
}

export function baselineOf(report: Report, name: string): Baseline {
  return {
    name,
    score: report.score.value,
    fingerprints: [...report.violations, ...report.waived].map(({ fingerprint }) => fingerprint),
    ...(report.monthlyDollars === undefined ? {} : { monthlyDollars: report.monthlyDollars }),
  };
}

/**
 * Marks each violation as new or not. A resource's former names count: a renamed one brings nothing
 * new.
 */
export function compared(report: Report, baseline: Baseline): Report {
  const before = new Set(baseline.fingerprints);
  const now = new Set(
    [...report.violations, ...report.waived].flatMap(({ fingerprints }) => fingerprints),
  );
  const base: BaseReport = {
    ...baseline,
    fixed: baseline.fingerprints.filter((one) => !now.has(one)).length,
  };
  return {
    ...report,
    base,
    violations: report.violations.map((one) => ({
      ...one,
      isNew: !one.fingerprints.some((print) => before.has(print)),
    })),
  };
}
