import { expect, test } from "vitest";
import { rolloutSchema } from "./settings.ts";

const messagesOf = (section: object) =>
  rolloutSchema.safeParse(section).error?.issues.map(({ path, message }) => [...path, message]);

test.each([
  {},
  { windowSeconds: 10 },
  { windowSeconds: 5, minimumRequests: 100 },
  { windowSeconds: 86_400, minimumRequests: 1_728_000 },
])("%j can be met by the rollout's own requests", (section) => {
  expect(messagesOf(section)).toBeUndefined();
});

test.each([
  [{ minimumRequests: 1_201 }, /at most 1200.*\(60\)\. For 1201, set windowSeconds to 61/],
  [{ minimumRequests: 1_000_000 }, /at most 1200.*set windowSeconds to 50000/],
  [{ windowSeconds: 5, minimumRequests: 101 }, /at most 100/],
  [{ windowSeconds: 9 }, /at most 180.*For 200/],
  [{ windowSeconds: 86_400, minimumRequests: 1_728_001 }, /1728000/],
  [{ minimumRequests: 1e12 }, /1728000/],
])("%j cannot, and says what can", (section, message) => {
  expect(messagesOf(section)).toContainEqual(["minimumRequests", expect.stringMatching(message)]);
});
