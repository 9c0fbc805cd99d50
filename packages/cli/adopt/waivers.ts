import { daysAfter } from "@seaworthy/core/days";
import type { Report, ReportedFinding } from "@seaworthy/readiness/reports/report";
import { longestDays } from "@seaworthy/readiness/waivers/waiver";
import { stringify } from "yaml";

export interface WaiverTerms {
  readonly owner: string;
  /** Where the team decides what to do about them. */
  readonly link: string;
  /** `2026-11-30`. */
  readonly today: string;
}

/**
 * A waiver for each violation that would stop the first `up`. It lasts as long as the rule's rank
 * allows, so that each is reviewed again.
 */
export function waiversFor({ violations }: Report, terms: WaiverTerms): string {
  const { owner, link, today } = terms;
  const mandatory = violations.filter(({ severity }) => severity === "mandatory");
  const entries = mandatory.map((violation) => ({
    rule: violation.rule.id,
    resource: violation.resource?.name ?? "stack",
    finding: violation.name,
    owner,
    reason: `Not met on ${today}, when the stack was adopted: ${violation.rule.title}.`,
    expires: daysAfter(today, longestDays[violation.rule.rank]),
    link,
  }));
  const unique = new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
  return unique.size === 0 ? "" : stringify([...unique.values()], { lineWidth: 0 });
}

/** What is not ready, largest gain in score first. */
export function worklist({ violations, score }: Report): string {
  const byRule = Map.groupBy(violations, ({ rule }) => rule.id);
  const lines = score.lines
    .filter(({ outcome }) => outcome === "violation")
    .flatMap(({ rule, gain }) =>
      (byRule.get(rule) ?? []).map((found) => `  +${gain.toFixed(1)}  ${lineOf(found)}`),
    );
  return `Score ${score.value} of 100. Not ready, by worth:\n${lines.join("\n")}\n`;
}

const lineOf = ({ rule, resource, message }: ReportedFinding): string =>
  `${rule.rank.padEnd(8)} ${rule.id}${resource === undefined ? "" : ` ${resource.name}`}: ${message}`;
