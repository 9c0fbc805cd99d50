import type { Outcome } from "../judge.ts";
import type { Place } from "../place.ts";
import type { Environment, Rule, Severity } from "../rules/rule.ts";
import type { Score } from "../score/score.ts";
import type { WaiverProblem } from "../waivers/problems.ts";
import type { Exemption, TemporaryWaiver } from "../waivers/waiver.ts";
import type { NotCovered } from "./not-covered.ts";

/**
 * A check's results, independent of format. Contains no input values: only names, places and the
 * rules' own texts.
 */
export interface Report {
  readonly stack: string;
  readonly environment: Environment;
  /**
   * `stand-ins`: previewed against nothing, with made-up credentials. `real`: against the vendors
   * and the stack's own state.
   */
  readonly previewed: "stand-ins" | "real";
  readonly profile: string;
  /** Day of the check, `2026-11-21`. */
  readonly today: string;
  readonly rules: readonly ReportedRule[];
  /** Violations without a waiver. */
  readonly violations: readonly ReportedFinding[];
  readonly waived: readonly WaivedFinding[];
  /** What a rule would find in resources exempt by `notApplicable`. */
  readonly notApplicable: readonly ExemptFinding[];
  readonly unknowns: readonly ReportedFinding[];
  /** Unknowns that were judged in the base: something hides them now. */
  readonly newlyUnknown?: readonly ReportedFinding[];
  readonly waiverProblems: readonly WaiverProblem[];
  readonly notCovered: readonly NotCovered[];
  /** Type and name of each resource. */
  readonly resources: readonly string[];
  readonly changes: readonly PlannedChange[];
  readonly score: Score;
  readonly monthlyDollars?: number;
  readonly base?: BaseReport;
}

export interface ReportedRule {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly outcome: Outcome;
}

export interface ReportedFinding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly message: string;
  /** What a waiver writes as `finding` to name this one. */
  readonly name: string;
  readonly fingerprint: string;
  /** The same under every name that its resource has had. */
  readonly fingerprints: readonly string[];
  readonly resource?: ReportedResource;
  readonly place?: Declaration;
  /** Undefined when the check was compared with nothing. */
  readonly isNew?: boolean;
}

export interface ReportedResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
}

/** Where something is declared: the file relative to the folder that contains Pulumi.yaml. */
export interface Declaration extends Place {
  readonly column?: number;
  /** Where a component in the project's own `packages/` creates it; absent for installed ones. */
  readonly component?: Place;
}

export interface WaivedFinding extends ReportedFinding {
  readonly waiver: TemporaryWaiver;
  readonly daysLeft: number;
}

export interface ExemptFinding extends ReportedFinding {
  readonly waiver: Exemption;
}

export const changeKinds = ["create", "update", "replace", "delete", "same"] as const;

export interface PlannedChange {
  readonly kind: (typeof changeKinds)[number];
  readonly resource: ReportedResource;
  /** Names of the inputs that differ, if known. */
  readonly properties?: readonly string[];
}

/** What the check is compared with. */
export interface BaseReport {
  /** The git ref or the file, as given. */
  readonly name: string;
  readonly score: number;
  readonly fingerprints: readonly string[];
  /** How many of its violations are gone. */
  readonly fixed: number;
  readonly monthlyDollars?: number;
}

/** Most severe first. */
export function byRank<Item extends { readonly rule: Rule }>(items: readonly Item[]): Item[] {
  const order = ["critical", "high", "medium", "low"];
  return [...items].sort(
    (a, b) =>
      order.indexOf(a.rule.rank) - order.indexOf(b.rule.rank) || a.rule.id.localeCompare(b.rule.id),
  );
}

export const placeText = ({ file, line }: Declaration): string => `${file}:${line}`;

/** A waiver that expires within this many days is reported as expiring soon. */
export const soonDays = 7;
