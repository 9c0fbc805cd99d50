import { expect, test } from "vitest";
import { watchText } from "./print.ts";
import type { WatchResult } from "./watch.ts";

test.each<[WatchResult["outcome"], string, boolean]>([
  ["held", "all limits held", false],
  ["broken", "✗ 5 errors", true],
  ["unknown", "? 5 errors", false],
])("%s: %s, advises a rollback: %s", (outcome, line, isAdvised) => {
  const counts = { requests: 0, errors: 0, mostConnections: 0, readings: 1, seconds: 60 };
  const reasons = outcome === "held" ? [] : ["5 errors"];
  const text = watchText("prod", {
    ...counts,
    outcome,
    reasons,
    hitShare: null,
    errorBudgetUsed: null,
  });
  expect(text).toContain(line);
  expect(text.includes("rollback")).toBe(isAdvised);
});
