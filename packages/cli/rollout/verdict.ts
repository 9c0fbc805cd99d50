import { wilson } from "./wilson.ts";

/**
 * Durations by bucket: how many took at most `upToSeconds`, and longer than the previous bucket.
 */
export interface Times {
  readonly upToSeconds: readonly number[];
  /** One more than the bounds: the last counts everything longer. */
  readonly counts: readonly number[];
}

/** Measurements of one version. */
export interface Measured {
  readonly requests: number;
  /** Responses with 5xx. */
  readonly errors: number;
  readonly times: Times;
  /** Time waiting for a database connection: grows when a version exhausts them. */
  readonly waiting: Times;
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
  /** Of the new version; with fewer it never passes. */
  readonly minimumRequests: number;
  /** The error rate tolerated when the old version has no errors. */
  readonly errorFloor: number;
  /** How much worse than the old version errors and times may be. */
  readonly worse: number;
  /** Shorter times are not compared: differences of milliseconds are noise. */
  readonly slowFloorSeconds: number;
  readonly waitFloorSeconds: number;
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
    slower("p95", evidence.fresh.times, evidence.old.times, limits.slowFloorSeconds, limits),
    slower(
      waitingText,
      evidence.fresh.waiting,
      evidence.old.waiting,
      limits.waitFloorSeconds,
      limits,
    ),
    issues(evidence),
    ...suffering(evidence, limits),
  ];
  const has = (outcome: Outcome) => judgements.some((one) => one.outcome === outcome);
  const outcome = has("fail") ? "fail" : has("inconclusive") ? "inconclusive" : "pass";
  return { outcome, reasons: judgements.map(({ reason }) => reason) };
}

const waitingText = "p95 of waiting for the database";

function enough({ fresh, old }: Evidence, { minimumRequests }: Limits): Judgement {
  const isEnough = fresh.requests >= minimumRequests && old.requests >= minimumRequests;
  return {
    outcome: isEnough ? "pass" : "inconclusive",
    reason: `${fresh.requests} requests to the new version, ${old.requests} to the old one (at least ${minimumRequests} each)`,
  };
}

function errors({ fresh, old }: Pick<Evidence, "fresh" | "old">, limits: Limits): Judgement {
  const { errorFloor, worse, z } = limits;
  const before = old.requests === 0 ? 0 : old.errors / old.requests;
  const tolerated = Math.max(errorFloor, before * worse);
  const share = fresh.requests === 0 ? 0 : fresh.errors / fresh.requests;
  const { lower } = wilson(fresh.errors, fresh.requests, z);
  const reason = `errors ${percent(share)} (at least ${percent(lower)}) against ${percent(before)}; ${percent(tolerated)} are tolerated`;
  return { outcome: compared(fresh.errors, fresh.requests, tolerated, limits), reason };
}

/** At most one in twenty requests may exceed the limit derived from the old version's p95. */
const slowShare = 0.05;

function slower(
  what: string,
  fresh: Times,
  old: Times,
  floorSeconds: number,
  limits: Limits,
): Judgement {
  const { worse, z } = limits;
  const [all, before] = [total(fresh), p95(old)];
  if (all === 0) return { outcome: "pass", reason: `${what}: no data` };
  const bound = boundAbove(fresh, Math.max(floorSeconds, (before ?? 0) * worse));
  if (bound === undefined) return { outcome: "pass", reason: `${what}: beyond what is measured` };
  const slow = above(fresh, bound);
  const { lower } = wilson(slow, all, z);
  const reason = `${what}: ${percent(slow / all)} (at least ${percent(lower)}) took over ${bound} s; the old version's is ${before === undefined ? "unknown" : `${before} s`}`;
  return { outcome: compared(slow, all, slowShare, limits), reason };
}

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
  const judgements = [
    errors({ fresh: old, old: history }, limits),
    ...(total(history.waiting) < leastToFail
      ? []
      : [slower(waitingText, old.waiting, history.waiting, limits.waitFloorSeconds, limits)]),
  ];
  return judgements.flatMap(({ outcome, reason }) =>
    outcome === "fail"
      ? [{ outcome, reason: `the old version got worse since this one gets requests: ${reason}` }]
      : [],
  );
}

/** One failed request of two proves nothing. */
const leastToFail = 30;

function compared(some: number, all: number, tolerated: number, limits: Limits): Outcome {
  if (all === 0 || some / all <= tolerated) return "pass";
  const isKnown = all >= Math.min(leastToFail, limits.minimumRequests);
  return isKnown && wilson(some, all, limits.z).lower > tolerated ? "fail" : "inconclusive";
}

const total = ({ counts }: Times): number => counts.reduce((sum, count) => sum + count, 0);

/** The upper bound of the bucket that contains the 95th percentile; undefined without data. */
function p95(times: Times): number | undefined {
  const all = total(times);
  const rank = 0.95 * all;
  let below = 0;
  for (const [index, bound] of times.upToSeconds.entries()) {
    below += times.counts[index] ?? 0;
    if (below > 0 && below >= rank) return bound;
  }
  return all === 0 ? undefined : Number.POSITIVE_INFINITY;
}

const boundAbove = ({ upToSeconds }: Times, seconds: number): number | undefined =>
  upToSeconds.find((bound) => bound >= seconds);

const above = ({ upToSeconds, counts }: Times, bound: number): number =>
  counts.reduce((sum, count, index) => {
    const upTo = upToSeconds[index];
    return upTo === undefined || upTo > bound ? sum + count : sum;
  }, 0);

const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`;
