import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Evidence, judge, type Limits, type Measured } from "./verdict.ts";
import { wilson } from "./wilson.ts";

const limits: Limits = {
  minimumRequests: 100,
  errorFloor: 0.01,
  worse: 1.5,
  slowFloorSeconds: 0.1,
  waitFloorSeconds: 0.25,
  holdFloorSeconds: 1,
  z: 1.645,
};

const upToSeconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const none = { upToSeconds, counts: upToSeconds.map(() => 0).concat(0) };
const timesOf = (counts: readonly number[]) => ({
  upToSeconds,
  counts: [...upToSeconds, Infinity].map((_, index) => counts[index] ?? 0),
});

const measured = (requests: number, errors: number, times?: readonly number[]): Measured => ({
  ...{ requests, errors, waiting: none, holding: none },
  times: timesOf(times ?? [requests]),
});

const evidence = (
  fresh: Measured,
  old: Measured,
  { newIssues = 0, history = measured(0, 0) }: Partial<Evidence> = {},
): Evidence => ({ ...{ fresh, old, history, newIssues } });

const outcome = (one: Evidence) => judge(one, limits).outcome;
const count = fc.integer({ min: 0, max: 5_000 });
const anyMeasured = fc
  .tuple(count, count, fc.array(count, { maxLength: 8 }))
  .map(([requests, errors, times]) => measured(requests, Math.min(errors, requests), times));
const anyEvidence = fc
  .tuple(anyMeasured, anyMeasured, fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }))
  .map(([fresh, old, newIssues]) => ({ ...{ fresh, old, newIssues }, history: measured(0, 0) }));

describe("with any evidence", () => {
  const holds = (property: (one: Evidence) => void) =>
    fc.assert(fc.property(anyEvidence, property), { numRuns: 2_000 });

  test("too few requests never pass, for either version", () =>
    holds((one) => {
      const few = Math.min(one.fresh.requests, one.old.requests) < limits.minimumRequests;
      if (few) expect(outcome(one)).not.toBe("pass");
    }));

  test("unknown issues never pass, and new ones fail", () =>
    holds((one) => {
      if (one.newIssues === undefined) expect(outcome(one)).not.toBe("pass");
      else if (one.newIssues > 0) expect(outcome(one)).toBe("fail");
    }));

  test("more errors never improve the verdict", () =>
    holds((one) => {
      const rank = { pass: 0, inconclusive: 1, fail: 2 };
      const more = Math.min(one.fresh.requests, one.fresh.errors + 50);
      const worse = { ...one, fresh: { ...one.fresh, errors: more } };
      expect(rank[outcome(worse)]).toBeGreaterThanOrEqual(rank[outcome(one)]);
    }));

  test("a version is not slower than itself", () =>
    holds(({ fresh }) => {
      const same = measured(fresh.requests, 0);
      const one = evidence({ ...same, times: fresh.times }, { ...same, times: fresh.times });
      expect(outcome(one)).not.toBe("fail");
    }));

  test("the bounds contain the share, and narrow with more requests", () =>
    fc.assert(
      fc.property(count, count, (a, b) => {
        const [some, all] = [Math.min(a, b), Math.max(a, b, 1)];
        const { lower, upper } = wilson(some, all, 1.645);
        const ten = wilson(some * 10, all * 10, 1.645);
        expect(lower).toBeLessThanOrEqual(some / all + 1e-9);
        expect(upper).toBeGreaterThanOrEqual(some / all - 1e-9);
        expect(ten.upper - ten.lower).toBeLessThanOrEqual(upper - lower + 1e-9);
      }),
    ));
});

test.each([
  ["as good as the old one", measured(500, 0), measured(5_000, 0), "pass"],
  ["one error where there were none", measured(500, 1), measured(5_000, 0), "pass"],
  ["a fifth of errors where there were none", measured(100, 20), measured(900, 0), "fail"],
  ["the same errors as the old one", measured(500, 50), measured(5_000, 500), "pass"],
  ["twice the errors of the old one", measured(2_000, 400), measured(5_000, 500), "fail"],
  ["a little above what is tolerated", measured(200, 3), measured(900, 0), "inconclusive"],
  ["one failed request of two", measured(2, 1), measured(900, 0), "inconclusive"],
  ["no requests", measured(0, 0), measured(5_000, 0), "inconclusive"],
  ["no old version", measured(500, 0), measured(0, 0), "inconclusive"],
  ["slow", measured(200, 0, [100, 0, 0, 0, 0, 100]), measured(900, 0), "fail"],
  ["few slow ones", measured(200, 0, [195, 0, 0, 0, 0, 5]), measured(900, 0), "pass"],
  [
    "as slow as the old one",
    measured(100, 0, [0, 0, 0, 0, 100]),
    measured(900, 0, [0, 0, 0, 0, 900]),
    "pass",
  ],
] as const)("%s", (_, fresh, old, expected) => {
  expect(outcome(evidence(fresh, old))).toBe(expected);
});

test.each([
  ["no transaction", 0],
  ["a few", 14],
])("%s of the old version is nothing to compare waits with", (_, transactions) => {
  const waits = (count: number) => timesOf([0, 0, 0, 0, 0, 0, count]);
  const fresh = { ...measured(200, 0), waiting: waits(100), holding: waits(100) };
  const old = { ...measured(900, 0), waiting: timesOf([transactions]) };
  const { outcome: found, reasons } = judge(evidence(fresh, old), limits);
  expect(found).toBe("pass");
  expect(reasons.join()).toContain(`too few to compare (100 and ${transactions})`);
});

test("waiting for the database fails a version that exhausts the connections", () => {
  const leaking = { ...measured(200, 0), waiting: timesOf([100, 0, 0, 0, 0, 0, 100]) };
  const old = { ...measured(900, 0), waiting: timesOf([900]) };
  const { outcome: found, reasons } = judge(evidence(leaking, old), limits);
  expect(found).toBe("fail");
  expect(reasons.join()).toMatch(
    /waiting for the database: 50 % took over .* at least \d+\.\d+ points/,
  );
});

describe("with a slow old version", () => {
  // Half of its requests take 0.25 to 0.5 s, and a tenth up to 2.5 s: that is its p95.
  const slowOld = [0, 0, 0, 0, 450, 360, 90];

  test.each([
    ["as slow", [0, 0, 0, 0, 100, 80, 20], "pass"],
    ["faster", [200], "pass"],
    ["four times as slow", [0, 0, 0, 0, 0, 0, 100, 80, 20], "fail"],
    ["slow at its middle only, with the same p95", [0, 0, 0, 0, 0, 20, 180], "fail"],
    ["a few points slower", [0, 0, 0, 0, 90, 80, 30], "pass"],
  ] as const)("%s: %s", (_, fresh, expected) => {
    const old = measured(900, 0, slowOld);
    expect(outcome(evidence(measured(200, 0, fresh), old))).toBe(expected);
  });

  test.each([
    [9, "pass"],
    [12, "inconclusive"],
    [16, "fail"],
  ] as const)("one in twenty takes long: %i of 100 are %s", (slow, expected) => {
    const long = (all: number, some: number) => [all - some, 0, 0, 0, 0, 0, 0, 0, some];
    const old = measured(900, 0, long(900, 45));
    expect(outcome(evidence(measured(100, 0, long(100, slow)), old))).toBe(expected);
  });

  test("a mild leak fails by how long it holds connections, though both wait as before", () => {
    const waiting = timesOf([0, 0, 0, 0, 0, 400, 500]);
    const old = {
      ...measured(900, 0, slowOld),
      waiting,
      holding: timesOf([0, 0, 0, 0, 0, 500, 400]),
    };
    // One transaction in five keeps its connection until the statement times out.
    const leaking = { ...measured(200, 0, [0, 0, 0, 0, 100, 80, 20]), waiting };
    const holding = timesOf([0, 0, 0, 0, 0, 80, 80, 0, 40]);
    const found = judge(evidence({ ...leaking, holding }, old, { history: old }), limits);
    expect(found.outcome).toBe("fail");
    expect(found.reasons.join()).toMatch(
      /transactions, which hold a connection: 20 % took over 5 s/,
    );
  });
});

/** Exact: the probability of each outcome when errors are independent. */
function chances(
  fresh: { readonly requests: number; readonly rate: number },
  old: { readonly requests: number; readonly rate: number },
): Record<"pass" | "fail" | "inconclusive", number> {
  const sums = { pass: 0, fail: 0, inconclusive: 0 };
  for (const [errors, likely] of binomial(fresh.requests, fresh.rate).entries())
    for (const [oldErrors, oldLikely] of binomial(old.requests, old.rate).entries()) {
      if (likely * oldLikely < 1e-7) continue;
      const one = evidence(measured(fresh.requests, errors), measured(old.requests, oldErrors));
      sums[outcome(one)] += likely * oldLikely;
    }
  return sums;
}

function binomial(all: number, rate: number): readonly number[] {
  const terms: number[] = [(1 - rate) ** all];
  for (let some = 1; some <= all; some++)
    terms.push(((terms[some - 1] ?? 0) * (all - some + 1) * rate) / (some * (1 - rate)));
  return terms;
}

describe("over all outcomes that chance can bring", () => {
  test.each([
    [100, 500, 0.001],
    [100, 100, 0.01],
    [100, 500, 0.02],
    [100, 100, 0.05],
  ])(
    "%i requests to a version that fails as often as the old one (%i requests, %f) are rarely its end",
    (requests, oldRequests, rate) => {
      const { fail } = chances({ requests, rate }, { requests: oldRequests, rate });
      expect(fail).toBeLessThan(0.025);
    },
  );

  test.each([
    [100, 900, 0],
    [100, 100, 0],
    [150, 150, 0.01],
  ])(
    "%i requests show a fifth of errors, and so never pass it (%i old requests, %f)",
    (requests, oldRequests, rate) => {
      const { fail, pass } = chances({ requests, rate: 0.2 }, { requests: oldRequests, rate });
      expect(fail).toBeGreaterThan(0.95);
      expect(pass).toBeLessThan(0.001);
    },
  );

  test("no error in few requests of the old version is no proof that it has none", () => {
    const [fresh, few, many] = [measured(500, 20), measured(100, 0), measured(2_000, 0)];
    expect(outcome(evidence(fresh, few))).toBe("inconclusive");
    expect(outcome(evidence(fresh, many))).toBe("fail");
  });
});

test("requests to different routes are no evidence of times", () => {
  const fresh = { ...measured(500, 0), times: none };
  const found = judge(evidence(fresh, measured(900, 0)), limits);
  expect(found.outcome).toBe("inconclusive");
  expect(found.reasons[0]).toContain("0 and 900 of them on routes that both serve");
});

describe("what both versions share", () => {
  const shared = (old: Measured, history: Measured) =>
    judge(evidence(measured(200, 100), old, { history }), limits);

  test("used up by the new version fails it, though the old one is as bad by now", () => {
    const { outcome: found, reasons } = shared(measured(900, 450), measured(5_000, 0));
    expect(found).toBe("fail");
    expect(reasons.at(-1)).toContain("the old version got worse since this one gets requests");
  });

  test("waited for by the old version as never before fails it too", () => {
    const waiting = (counts: readonly number[]) => ({
      ...measured(900, 0),
      waiting: timesOf(counts),
    });
    const fresh = waiting([45, 0, 0, 0, 0, 0, 55]);
    const history = waiting([900]);
    const old = waiting([400, 0, 0, 0, 0, 0, 500]);
    expect(outcome(evidence(fresh, old, { history }))).toBe("fail");
    expect(outcome(evidence(fresh, old, { history: old }))).toBe("pass");
  });

  test("as bad before as now says nothing, nor does a version without a history", () => {
    expect(shared(measured(900, 450), measured(5_000, 2_500)).outcome).toBe("pass");
    expect(shared(measured(900, 450), measured(10, 0)).outcome).toBe("pass");
  });
});
