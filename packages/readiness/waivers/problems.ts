import { daysBetween } from "@seaworthy/core/days";
import type { Rule } from "../rules/rule.ts";
import { isOfRule } from "./match.ts";
import { isExemption, longestDays, type Waiver } from "./waiver.ts";

const waiverProblemKinds = [
  "expired",
  "unused",
  "duplicate",
  "too-long",
  "too-broad",
  "unknown-rule",
] as const;

export interface WaiverProblem {
  readonly kind: (typeof waiverProblemKinds)[number];
  readonly waiver: Waiver;
  readonly message: string;
}

export interface WaiverUse {
  readonly rules: readonly Rule[];
  /** Those that cover a violation. */
  readonly used: ReadonlySet<Waiver>;
  /** Those that do not say which of several violations they cover, with the names of each. */
  readonly tooBroad: ReadonlyMap<Waiver, readonly string[]>;
  /** Those whose violation an earlier one covers, which is given too. */
  readonly doubled: ReadonlyMap<Waiver, Waiver>;
  /** Those whose violation may exist: their rule's input is known only after the update. */
  readonly undecided: ReadonlySet<Waiver>;
  readonly today: string;
}

/** Why waivers fail a check. A waiver with a problem covers nothing. */
export function waiverProblems(waivers: readonly Waiver[], use: WaiverUse): WaiverProblem[] {
  return waivers.flatMap((waiver) => problemOf(waiver, use) ?? []);
}

function problemOf(waiver: Waiver, use: WaiverUse): WaiverProblem | undefined {
  const rule = use.rules.find((one) => isOfRule(waiver, one));
  if (rule === undefined)
    return { kind: "unknown-rule", waiver, message: `Unknown rule ${waiver.rule}.` };
  return dateProblem(waiver, rule, use.today) ?? useProblem(waiver, use);
}

function dateProblem(waiver: Waiver, rule: Rule, today: string): WaiverProblem | undefined {
  if (isExemption(waiver)) return undefined;
  const daysLeft = daysBetween(today, waiver.expires);
  if (daysLeft < 0) {
    const message = `It expired on ${waiver.expires}. Fix the violation, or renew the waiver.`;
    return { kind: "expired", waiver, message };
  }
  const most = longestDays[rule.rank];
  if (daysLeft <= most) return undefined;
  const message = `It expires in ${daysLeft} days; a ${rule.rank} rule can be waived for at most ${most}.`;
  return { kind: "too-long", waiver, message };
}

function useProblem(
  waiver: Waiver,
  { used, tooBroad, doubled, undecided }: WaiverUse,
): WaiverProblem | undefined {
  const earlier = doubled.get(waiver);
  if (earlier !== undefined) {
    const message = `The waiver in line ${earlier.line} covers the same violation. Remove one of them.`;
    return { kind: "duplicate", waiver, message };
  }
  const choices = tooBroad.get(waiver);
  if (choices !== undefined) {
    const keys = choices.map((name) => `finding: ${name}`).join(", or ");
    const message = `It does not say which violation, so it covers none. Write ${keys}.`;
    return { kind: "too-broad", waiver, message };
  }
  return used.has(waiver) || undecided.has(waiver)
    ? undefined
    : { kind: "unused", waiver, message: "It matches no violation. Remove it." };
}
