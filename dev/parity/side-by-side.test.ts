import { expect, test } from "vitest";
import { isParity, outcomesOf, renderSideBySide } from "./side-by-side.ts";

const report = (...outcomes: readonly (readonly [string, string])[]) => ({
  testResults: [{ assertionResults: outcomes.map(([fullName, status]) => ({ fullName, status })) }],
});
const builtIn = outcomesOf(report(["team is created", "passed"], ["team is gone", "passed"]));

test("tests that end differently are in the table, and one that fails is no parity", () => {
  const official = outcomesOf(report(["team is created", "passed"], ["team is gone", "failed"]));
  expect(renderSideBySide(builtIn, official)).toBe(
    "| test | built-in | official |\n|---|---|---|\n| team is gone | passed | failed |\n",
  );
  expect(isParity(builtIn, official)).toBe(false);
});

test("a promise of the built-in plugins alone is a difference, and parity", () => {
  const official = outcomesOf(report(["team is created", "passed"], ["team is gone", "skipped"]));
  expect(renderSideBySide(builtIn, official)).toContain("| team is gone | passed | skipped |");
  expect(isParity(builtIn, official)).toBe(true);
  expect(renderSideBySide(builtIn, builtIn)).toBe("All 2 tests end alike on both.\n");
});

test("a run that ended without results is no parity", () => {
  for (const nothing of [undefined, {}, report()])
    expect(isParity(builtIn, outcomesOf(nothing)), JSON.stringify(nothing)).toBe(false);
  expect(renderSideBySide(builtIn, outcomesOf({}))).toContain(
    "| team is created | passed | not run |",
  );
});
