import { expect, test } from "vitest";
import { type Case, type Engine, figuresOf } from "./figures.ts";

const pass = ["p", "", ""];
const fail = ["f", "", ""];

function engineOf(cases: readonly Case[], failing: readonly string[]): Engine {
  return {
    tests: [{ tests: cases }],
    resultTypes: { pass, fail },
    runTests: async () => undefined,
    getResults: () => Object.fromEntries(cases.map(({ id }) => [id, !failing.includes(id)])),
    determineTestResult: (_tests, id) => (failing.includes(id) ? fail : pass),
  };
}

const cases: readonly Case[] = [
  { id: "a", name: "A" },
  { id: "b", name: "B", kind: "required" },
  { id: "c", name: "C", kind: "optimal" },
  { id: "d", name: "D", kind: "check" },
  { id: "e", name: "E", browser_only: true },
];

test("required cases are counted separately", () => {
  expect(figuresOf(engineOf(cases, ["c", "d"]), {})).toMatchObject({
    required: 2,
    passed: 2,
    differs: {},
    problems: [],
    notes: { optimal: 1, "optimal passed": 0 },
  });
});

test("a required case that fails needs a reason, and a reason needs such a case", () => {
  const engine = engineOf(cases, ["a"]);
  expect(figuresOf(engine, { a: "because" })).toMatchObject({ passed: 1, problems: [] });
  expect(figuresOf(engine, {}).problems).toEqual(["a (A): fail false"]);
  expect(figuresOf(engine, { a: "because", b: "for nothing" }).problems).toEqual([
    "b passes now: remove its reason",
  ]);
});
