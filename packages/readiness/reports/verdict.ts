import { type Rank, ranks } from "../rules/rule.ts";
import type { Report, ReportedFinding } from "./report.ts";

/**
 * What fails a check: violations of mandatory rules, of that rank or graver, and every problem of a
 * waiver.
 */
export interface Verdict {
  readonly failing: readonly ReportedFinding[];
  readonly failed: boolean;
}

/**
 * @param failOn the least rank that fails; undefined: every mandatory rule does, and no advisory one. A rank that is named fails
 * advisory rules too.
 */
export function verdictOf(report: Report, failOn?: Rank): Verdict {
  const failing = report.violations.filter(({ rule, severity }) =>
    failOn === undefined
      ? severity === "mandatory"
      : ranks.indexOf(rule.rank) <= ranks.indexOf(failOn),
  );
  return { failing, failed: failing.length > 0 || report.waiverProblems.length > 0 };
}
