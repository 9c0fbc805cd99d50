import { type Rank, ranks } from "../rules/rule.ts";
import type { Report, ReportedFinding } from "./report.ts";

/**
 * What fails a check: violations of mandatory rules, those of that rank or higher, newly unknown
 * results of such rules, and every problem of a waiver.
 */
export interface Verdict {
  readonly failing: readonly ReportedFinding[];
  readonly failed: boolean;
}

/**
 * @param failOn a rank from which on advisory rules fail too. Mandatory ones always do, as `up`
 *   would reject them.
 */
export function verdictOf(report: Report, failOn?: Rank): Verdict {
  const fails = ({ rule, severity }: ReportedFinding) =>
    severity === "mandatory" ||
    (failOn !== undefined && ranks.indexOf(rule.rank) <= ranks.indexOf(failOn));
  const failing = [...report.violations, ...(report.newlyUnknown ?? [])].filter(fails);
  return { failing, failed: failing.length > 0 || report.waiverProblems.length > 0 };
}
