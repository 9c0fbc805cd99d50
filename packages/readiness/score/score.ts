import type { Outcome } from "../judge.ts";
import type { Area, Rule } from "../rules/rule.ts";
import type { Shown } from "./proofs.ts";
import { areaFactor, rankPoints } from "./weights.ts";

export interface Scored {
  readonly rule: Rule;
  readonly outcome: Outcome;
}

/** One rule that keeps the score below 100. */
export interface ScoreLine {
  readonly rule: string;
  readonly area: Area;
  readonly outcome: "violation" | "waived" | "unknown";
  /** What meeting it adds to the score, of 100. */
  readonly gain: number;
}

export interface AreaScore {
  readonly area: Area;
  readonly score: number;
  readonly rules: number;
}

export interface Score {
  /**
   * 0 to 100, one decimal: the weight of met rules as a share of that of all rules that could be
   * judged.
   */
  readonly value: number;
  /** The same if every unknown turned out to be a violation. */
  readonly atLeast: number;
  /** Share of the rules' weight that could be judged, 0 to 100; unknowns lower it. */
  readonly certainty: number;
  readonly readiness: "not ready" | "ready for staging" | "ready for production";
  /** Largest gain first. */
  readonly lines: readonly ScoreLine[];
  readonly areas: readonly AreaScore[];
  /** Present once `seaworthy verify` has tried something on the running stack. */
  readonly proven?: ProvenScore;
}

/** The part of the score that was shown on the running stack, not only declared. */
export interface ProvenScore {
  /**
   * 0 to 100, one decimal. A policy that an experiment can show counts only once proven; others
   * count as declared; unknowns count as not met.
   */
  readonly value: number;
  /** Policies that experiments can show, and how many of them are proven. */
  readonly provable: number;
  readonly proven: number;
  /** Declared but not proven; largest gain first. */
  readonly open: readonly { readonly rule: string; readonly shown: Exclude<Shown, "proven"> }[];
}

/** Minimum score, with no critical rule violated. */
const readyFrom = { staging: 85, production: 95 } as const;

/** A waived rule counts as not met: a waiver accepts a risk, and does not remove it. */
export function scoreOf(results: readonly Scored[], shown?: ReadonlyMap<string, Shown>): Score {
  const counted = results.filter(
    ({ outcome }) => outcome !== "off" && outcome !== "not-applicable",
  );
  const judged = counted.filter(({ outcome }) => outcome !== "unknown");
  const value = share(judged, judged);
  const critical = judged.some(
    ({ rule, outcome }) => rule.rank === "critical" && outcome !== "passed",
  );
  return {
    value,
    atLeast: share(judged, counted),
    certainty: Math.floor((weigh(judged) / Math.max(weigh(counted), 1)) * 1000) / 10,
    readiness: readinessOf(value, critical),
    lines: linesOf(counted, judged),
    areas: areasOf(judged),
    ...(shown === undefined ? {} : { proven: provenOf(counted, shown) }),
  };
}

function provenOf(counted: readonly Scored[], shown: ReadonlyMap<string, Shown>): ProvenScore {
  const stateOf = ({ rule }: Scored) => shown.get(rule.id);
  const provable = counted.filter((one) => stateOf(one) !== undefined);
  const met = counted.filter(
    (one) => one.outcome === "passed" && (stateOf(one) ?? "proven") === "proven",
  );
  const open = counted.flatMap((one) => {
    const state = stateOf(one);
    return one.outcome === "passed" && state !== undefined && state !== "proven"
      ? [{ rule: one.rule, shown: state }]
      : [];
  });
  return {
    value: share(met, counted),
    provable: provable.length,
    proven: provable.filter((one) => stateOf(one) === "proven").length,
    open: open
      .toSorted((a, b) => weightOf(b.rule) - weightOf(a.rule) || (a.rule.id < b.rule.id ? -1 : 1))
      .map(({ rule, shown: state }) => ({ rule: rule.id, shown: state })),
  };
}

export const weightOf = ({ rank, area }: Pick<Rule, "rank" | "area">): number =>
  rankPoints[rank] * areaFactor[area];

const weigh = (results: readonly Scored[]): number =>
  results.reduce((sum, { rule }) => sum + weightOf(rule), 0);

/** Rounded down, so that only a stack with nothing open gets 100. */
function share(judged: readonly Scored[], all: readonly Scored[]): number {
  const total = weigh(all);
  return total === 0
    ? 0
    : Math.floor((weigh(judged.filter(({ outcome }) => outcome === "passed")) / total) * 1000) / 10;
}

function readinessOf(value: number, critical: boolean): Score["readiness"] {
  if (critical || value < readyFrom.staging) return "not ready";
  return value < readyFrom.production ? "ready for staging" : "ready for production";
}

function linesOf(counted: readonly Scored[], judged: readonly Scored[]): ScoreLine[] {
  const total = weigh(judged);
  return counted
    .flatMap(({ rule, outcome }) => {
      if (outcome !== "violation" && outcome !== "waived" && outcome !== "unknown") return [];
      const base = outcome === "unknown" ? total + weightOf(rule) : total;
      return [
        {
          rule: rule.id,
          area: rule.area,
          outcome,
          gain: Math.round((weightOf(rule) / base) * 1000) / 10,
        },
      ];
    })
    .sort(
      (a, b) =>
        Number(a.outcome === "unknown") - Number(b.outcome === "unknown") ||
        b.gain - a.gain ||
        a.rule.localeCompare(b.rule),
    );
}

function areasOf(judged: readonly Scored[]): AreaScore[] {
  const byArea = Map.groupBy(judged, ({ rule }) => rule.area);
  return [...byArea].map(([area, results]) => ({
    area,
    score: share(results, results),
    rules: results.length,
  }));
}
