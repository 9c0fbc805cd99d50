import { expect, test } from "vitest";
import { outcomesOf } from "./report.ts";

const report = {
  operations: { tested: 3 },
  test_cases: { generated: 40 },
  failures: [
    { title: "Server error", operations: ["GET /a"] },
    { title: "Undocumented status code", operations: ["GET /a", "PUT /b"] },
  ],
};

test("each kind of finding on an operation is a case, and each operation without one", () => {
  const outcomes = outcomesOf(report);
  expect(outcomes).toHaveLength(4);
  expect(outcomes.filter(({ failure }) => failure !== undefined).map(({ id }) => id)).toEqual([
    "Server error: GET /a",
    "Undocumented status code: GET /a",
    "Undocumented status code: PUT /b",
  ]);
});
