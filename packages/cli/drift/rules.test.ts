import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceOfRules } from "./rules.ts";

const rule = (name: string, more: object = {}) => ({
  ...{ action: "block", expression: `path eq "${name}"`, description: name, enabled: true },
  ...more,
});
const [a, b, c] = [rule("a"), rule("b"), rule("c")];
const none = { changed: [], missing: [], foreign: [], moved: false };

test.each([
  ["the same", [a, b, c], none],
  ["what the vendor adds", [{ ...a, id: "1", version: "3" }, b, c], none],
  ["another order", [b, a, c], { ...none, moved: true }],
  ["one that is gone", [a, c], { ...none, missing: [1] }],
  ["a foreign one in front", [rule("x"), a, b, c], { ...none, foreign: [rule("x")] }],
  [
    "one that is off",
    [a, { ...b, enabled: false }, c],
    { ...none, changed: [{ index: 1, live: { ...b, enabled: false } }] },
  ],
  [
    "another expression, found again by its description",
    [a, { ...b, expression: "false" }, c],
    { ...none, changed: [{ index: 1, live: { ...b, expression: "false" } }] },
  ],
  ["nothing at all", [], { ...none, missing: [0, 1, 2] }],
] as const)("%s", (_, live, expected) => {
  expect(differenceOfRules([a, b, c], live)).toEqual(expected);
});

test("a shuffle of different rules is at most an order difference, and none is reported as foreign or missing", () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(names, fc.integer(), (all, seed) => {
      const declared = all.map((name) => rule(name));
      const live = declared.toSorted(
        (x, y) => hash(x.description, seed) - hash(y.description, seed),
      );
      const found = differenceOfRules(declared, live);
      expect(found).toMatchObject({ changed: [], missing: [], foreign: [] });
      expect(found.moved).toBe(live.some((one, index) => one !== declared[index]));
    }),
  );
});

const hash = (text: string, seed: number): number =>
  [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, seed);
