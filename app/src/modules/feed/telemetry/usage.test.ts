import { expect, it } from "vitest";
import { testTime } from "../../../../testing/app.ts";
import { batchSize, countUsage } from "./usage.ts";

it("requests one write for a full batch", () => {
  const answers = Array.from({ length: 2 * batchSize }, () => countUsage("full", testTime)).filter(
    (quantity) => quantity !== undefined,
  );
  expect(answers).toEqual([batchSize, batchSize]);
});

it("requests a write for a partial batch after it has waited", () => {
  expect(countUsage("slow", testTime)).toBeUndefined();
  expect(countUsage("slow", testTime + 14_999)).toBeUndefined();
  expect(countUsage("slow", testTime + 15_000)).toBe(3);
});
