import { expect, test } from "vitest";
import { figuresOf } from "./figures.ts";

const outcomes = [{ id: "a" }, { id: "b/1", failure: "gave 2" }, { id: "b/2", failure: "gave 3" }];

test("a case that fails needs a reason", () => {
  expect(figuresOf(outcomes, {})).toMatchObject({
    required: 3,
    passed: 1,
    problems: ["b/1: gave 2", "b/2: gave 3"],
  });
});

test("one reason may stand for the cases that begin with it", () => {
  expect(figuresOf(outcomes, { "b/*": "because" })).toMatchObject({
    passed: 1,
    differs: { "b/*": "because" },
    problems: [],
  });
});

test("a reason for a case that passes, or that does not exist, is a problem", () => {
  const reasons = { a: "for nothing", "b/*": "because", gone: "for nothing" };
  expect(figuresOf(outcomes, reasons).problems).toEqual([
    "a passes now: remove its reason",
    "gone passes now: remove its reason",
  ]);
});
