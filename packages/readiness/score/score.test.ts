import { expect, test } from "vitest";
import { areas, ranks } from "../rules/rule.ts";
import { ruleOf } from "../testing/judged.ts";
import { type Scored, scoreOf } from "./score.ts";
import { areaFactor, rankPoints } from "./weights.ts";

const scored = (
  outcome: Scored["outcome"],
  id: string,
  more: Parameters<typeof ruleOf>[2] = {},
): Scored => ({
  rule: ruleOf(id, "high", more),
  outcome,
});

test("every rank and area has a weight, higher for more severe ones", () => {
  expect(Object.keys(areaFactor).sort()).toEqual([...areas].sort());
  expect(ranks.map((rank) => rankPoints[rank])).toEqual(
    ranks.map((rank) => rankPoints[rank]).sort((a, b) => b - a),
  );
});

test("only a stack without open findings has 100", () => {
  expect(scoreOf([scored("passed", "edge-a")]).value).toBe(100);
  const many = Array.from({ length: 2000 }, (_, index) => scored("passed", `edge-${index}`));
  expect(
    scoreOf([...many, scored("violation", "cost-a", { rank: "low", area: "cost" })]).value,
  ).toBeLessThan(100);
});

test("it is a share of the weight, and what raises it most comes first", () => {
  const score = scoreOf([
    scored("passed", "edge-a"),
    scored("violation", "edge-b", { rank: "low" }),
    scored("violation", "edge-c", { rank: "medium" }),
    scored("off", "edge-d"),
    scored("not-applicable", "edge-e"),
  ]);
  expect(score.value).toBe(62.5);
  expect(score.lines).toEqual([
    { rule: "edge-c", area: "edge", outcome: "violation", gain: 25 },
    { rule: "edge-b", area: "edge", outcome: "violation", gain: 12.5 },
  ]);
});

test("the gains of all violations add up to what is missing", () => {
  const score = scoreOf(
    ranks.flatMap((rank) => [
      scored("violation", `edge-${rank}`, { rank }),
      scored("passed", `cors-${rank}`, { rank, area: "cors" }),
    ]),
  );
  expect(score.value + score.lines.reduce((sum, { gain }) => sum + gain, 0)).toBeCloseTo(100, 0);
});

test("unknown is not passed: it is left out of the score and lowers its minimum", () => {
  const score = scoreOf([scored("passed", "edge-a"), scored("unknown", "edge-b")]);
  expect(score).toMatchObject({
    value: 100,
    atLeast: 50,
    lines: [{ rule: "edge-b", outcome: "unknown", gain: 50 }],
  });
});

test("a waiver removes no risk, and one critical violation makes a stack not ready", () => {
  expect(scoreOf([scored("passed", "edge-a"), scored("waived", "edge-b")]).value).toBe(50);
  const passed = Array.from({ length: 40 }, (_, index) =>
    scored("passed", `edge-${index}`, { rank: "critical" }),
  );
  expect(scoreOf([...passed, scored("violation", "edge-z", { rank: "high" })]).readiness).toBe(
    "ready for production",
  );
  expect(scoreOf([...passed, scored("violation", "edge-z", { rank: "critical" })]).readiness).toBe(
    "not ready",
  );
});
