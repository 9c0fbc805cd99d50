import type { Rule } from "../rules/rule.ts";
import { daysBetween, longestDays, type Waiver } from "./waiver.ts";

export const waiverProblemKinds = ["expired", "unused", "too-long", "unknown-rule"] as const;

export interface WaiverProblem {
  readonly kind: (typeof waiverProblemKinds)[number];
  readonly waiver: Waiver;
  readonly message: string;
}

/** Rules over waivers, by how a finding calls them. */
export interface WaiverUse {
  readonly rules: readonly Rule[];
  /** Those that silenced a violation. */
  readonly used: ReadonlySet<Waiver>;
  /**
   * Those whose violation may be there: what their rule looks at is known only after the update.
   */
  readonly undecided: ReadonlySet<Waiver>;
  readonly today: string;
}

/** What makes a waiver a failure itself. One that has a problem answers for nothing. */
export function waiverProblems(waivers: readonly Waiver[], use: WaiverUse): WaiverProblem[] {
  return waivers.flatMap((waiver) => problemOf(waiver, use) ?? []);
}

function problemOf(
  waiver: Waiver,
  { rules, used, undecided, today }: WaiverUse,
): WaiverProblem | undefined {
  const rule = rules.find(({ id }) => id === waiver.rule);
  if (rule === undefined)
    return { kind: "unknown-rule", waiver, message: `There is no rule ${waiver.rule}.` };
  const daysLeft = daysBetween(today, waiver.expires);
  if (daysLeft < 0)
    return {
      kind: "expired",
      waiver,
      message: `It expired on ${waiver.expires}. Fix the violation, or decide again.`,
    };
  const most = longestDays[rule.rank];
  if (daysLeft > most) {
    return {
      kind: "too-long",
      waiver,
      message: `It holds for ${daysLeft} more days; a ${rule.rank} rule is waived for ${most} at most.`,
    };
  }
  if (!used.has(waiver) && !undecided.has(waiver))
    return { kind: "unused", waiver, message: "It matches no violation. Remove it." };
  return undefined;
}
