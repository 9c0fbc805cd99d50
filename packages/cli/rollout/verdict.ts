import { type Comparison, type Count, compareShares } from "./compare-shares.ts";
import { countOver, limitsFrom, type Times, total } from "./times.ts";

/** Measurements of one version. */
export interface Measured {
  readonly requests: number;
  /** Responses with 5xx. */
  readonly errors: number;
  readonly times: Times;
  /** Time waiting for a database connection: grows when a version exhausts them. */
  readonly waiting: Times;
  /** How long transactions took: grows when a version holds on to connections. */
  readonly holding: Times;
}

export interface Evidence {
  readonly fresh: Measured;
  readonly old: Measured;
  /** What the old version did before the new one got traffic. */
  readonly history: Measured;
  /** Sentry issues first seen with the new version; undefined when they could not be read. */
  readonly newIssues: number | undefined;
}

export interface Limits {
  /** Of either version; with fewer none passes. */
  readonly minimumRequests: number;
  /** The error rate tolerated when the old version has no errors. */
  readonly errorFloor: number;
  /** How much worse than the old version errors and times may be. */
  readonly worse: number;
  /** Shorter times are not compared: differences of milliseconds are noise. */
  readonly slowFloorSeconds: number;
  readonly waitFloorSeconds: number;
  readonly holdFloorSeconds: number;
  /** Normal quantile of the confidence: 1.645 is 95 % one-sided. */
  readonly z: number;
}

type Outcome = "pass" | "fail" | "inconclusive";

export interface Verdict {
  readonly outcome: Outcome;
  /** Each comparison with its figures. */
  readonly reasons: readonly string[];
}

interface Judgement {
  readonly outcome: Outcome;
  readonly reason: string;
}

/**
 * Compares a new version with the old one. Fails when a comparison shows with confidence that it is
 * worse, passes when there is enough evidence and none suggests that, and is inconclusive
 * otherwise. Without data it never passes.
 */
export function judge(evidence: Evidence, limits: Limits): Verdict {
  const judgements = [
    enough(evidence, limits),
    errors(evidence, limits),
    ...durations(limits).map((kind) => slower(kind, evidence, limits)),
    issues(evidence),
    ...suffering(evidence, limits),
  ];
  const has = (outcome: Outcome) => judgements.some((one) => one.outcome === outcome);
  const outcome = has("fail") ? "fail" : has("inconclusive") ? "inconclusive" : "pass";
  return { outcome, reasons: judgements.map(({ reason }) => reason) };
}

/** The requests whose times can be compared: those on routes that both versions serve. */
export const comparable = ({ requests, times }: Measured): number =>
  Math.min(requests, total(times));

function enough({ fresh, old }: Evidence, { minimumRequests }: Limits): Judgement {
  const [ofFresh, ofOld] = [comparable(fresh), comparable(old)];
  const isEnough = ofFresh >= minimumRequests && ofOld >= minimumRequests;
  const onShared =
    ofFresh < fresh.requests || ofOld < old.requests
      ? `, ${ofFresh} and ${ofOld} of them on routes that both serve`
      : "";
  return {
    outcome: isEnough ? "pass" : "inconclusive",
    reason: `${fresh.requests} requests to the new version, ${old.requests} to the old one${onShared} (at least ${minimumRequests} each)`,
  };
}

type Both = Pick<Evidence, "fresh" | "old">;

function errors({ fresh, old }: Both, limits: Limits): Judgement {
  const { errorFloor, worse, z } = limits;
  const count = ({ errors: some, requests: all }: Measured): Count => ({ some, all });
  const tolerates = (before: number) => Math.max(errorFloor, Math.min(1, before * worse));
  const compared = compareShares(count(fresh), count(old), tolerates, z);
  const reason = `errors ${percent(compared.share)} against ${percent(compared.before)}; ${toleratedText(compared)}`;
  return { outcome: outcomeOf(compared, fresh.requests, limits), reason };
}

/** A kind of durations that two versions are compared by. */
interface Kind {
  readonly what: string;
  readonly of: (measured: Measured) => Times;
  readonly floorSeconds: number;
  /** With fewer of either version nothing is compared. */
  readonly least: number;
}

const durations = (limits: Limits): readonly Kind[] => [
  { what: "p95", of: ({ times }) => times, floorSeconds: limits.slowFloorSeconds, least: 1 },
  waitingKind(limits),
  {
    what: "p95 of transactions, which hold a connection",
    of: ({ holding }) => holding,
    floorSeconds: limits.holdFloorSeconds,
    least: leastToFail,
  },
];

const waitingKind = ({ waitFloorSeconds }: Limits): Kind => ({
  what: "p95 of waiting for the database",
  of: ({ waiting }) => waiting,
  floorSeconds: waitFloorSeconds,
  least: leastToFail,
});

/** One in twenty, as a p95 allows. */
const slowShare = 0.05;

/**
 * Times vary on a busy machine as errors do not: a good version must not be paused for them. What
 * is above with less than 84 % confidence is noise.
 */
const noiseZ = 1;

/**
 * Compares at each bucket, not only at the old version's p95: a slow old version would leave room
 * for a much slower new one. Where few of the old version's were slow, `worse` times as many may
 * be; where many were, 5 points more.
 */
function slower(kind: Kind, { fresh, old }: Both, limits: Limits): Judgement {
  const { what, of, floorSeconds, least } = kind;
  const { worse, z } = limits;
  const [all, allOld] = [total(of(fresh)), total(of(old))];
  if (Math.min(all, allOld) < least)
    return { outcome: "pass", reason: `${what}: too few to compare (${all} and ${allOld})` };
  const tolerates = (before: number) =>
    Math.max(slowShare, Math.min(before * worse, before + slowShare));
  const found = limitsFrom(of(fresh), floorSeconds, worse).map(({ seconds, oldSeconds }) => {
    const own = { some: countOver(of(fresh), seconds), all };
    const others = { some: countOver(of(old), oldSeconds), all: allOld };
    const compared = compareShares(own, others, tolerates, z);
    const isNoise = compareShares(own, others, tolerates, noiseZ).surelyAbove <= 0;
    const outcome = isNoise ? "pass" : outcomeOf(compared, all, limits);
    const reason = `${what}: ${percent(compared.share)} took over ${seconds} s, and ${percent(compared.before)} of the old version's over ${oldSeconds} s; ${toleratedText(compared)}`;
    return { compared, outcome, reason };
  });
  const [worst] = found.toSorted(
    (a, b) =>
      severity[b.outcome] - severity[a.outcome] || b.compared.surelyAbove - a.compared.surelyAbove,
  );
  return worst ?? { outcome: "pass", reason: `${what}: beyond what is measured` };
}

const severity = { pass: 0, inconclusive: 1, fail: 2 } as const;

function issues({ newIssues }: Evidence): Judgement {
  if (newIssues === undefined)
    return { outcome: "inconclusive", reason: "new issues at Sentry could not be read" };
  const reason = `${newIssues} new ${newIssues === 1 ? "issue" : "issues"} at Sentry`;
  return { outcome: newIssues > 0 ? "fail" : "pass", reason };
}

/**
 * A bad version can exhaust what both share, such as database connections: the old one is then as
 * bad as the new one, but worse than before. Only a failure counts.
 */
function suffering({ old, history }: Evidence, limits: Limits): readonly Judgement[] {
  if (history.requests < leastToFail) return [];
  const before = { fresh: old, old: history };
  const judgements = [
    errors(before, limits),
    ...(total(history.waiting) < leastToFail ? [] : [slower(waitingKind(limits), before, limits)]),
  ];
  return judgements.flatMap(({ outcome, reason }) =>
    outcome === "fail"
      ? [{ outcome, reason: `the old version got worse since this one gets requests: ${reason}` }]
      : [],
  );
}

/** One failed request of two proves nothing. */
const leastToFail = 30;

function outcomeOf(
  { share, tolerated, surelyAbove }: Comparison,
  all: number,
  { minimumRequests }: Limits,
): Outcome {
  if (share <= tolerated) return "pass";
  const isKnown = all >= Math.min(leastToFail, minimumRequests);
  return isKnown && surelyAbove > 0 ? "fail" : "inconclusive";
}

function toleratedText({ share, tolerated, surelyAbove }: Comparison): string {
  const text = `${percent(tolerated)} is tolerated`;
  if (share <= tolerated) return text;
  return surelyAbove > 0
    ? `${text}, and it is at least ${points(surelyAbove)} above`
    : `${text}, which it may or may not exceed`;
}

const points = (share: number): string => `${Number((100 * share).toFixed(2))} points`;
const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`;
