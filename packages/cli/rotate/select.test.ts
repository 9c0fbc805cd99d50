import { expect, test } from "vitest";
import { dueAt, isDue, parseNames } from "./select.ts";
import { testState } from "./testing.ts";

const dayMs = 86_400_000;

test("names are taken in the order of the table, and an unknown one is refused with the existing ones", () => {
  const state = testState();
  expect(parseNames(state, [])).toEqual([]);
  expect(parseNames(state, ["webhook", "jwt"])).toEqual(["jwt", "webhook"]);
  expect(() => parseNames(state, ["jwt", "tokn"])).toThrow(
    /The stack has no secret tokn\. Secrets: jwt, .*Nothing was changed/,
  );
});

test("a value is due at the end of its day, not before", () => {
  const credential = { createdAt: "2026-01-01T00:00:00.000Z", everyDays: 90, newest: 1 };
  expect(dueAt(credential)).toBe("2026-04-01T00:00:00.000Z");
  expect(isDue(credential, new Date("2026-03-31T23:59:59Z"))).toBe(false);
  expect(isDue(credential, new Date("2026-04-01T00:00:00Z"))).toBe(true);
  expect(isDue({ ...credential, newest: 0 }, new Date("2026-04-01T00:00:00Z")), "never given").toBe(
    false,
  );
});

test.each([7, 30, 90, 180])(
  "with a weekly run, no value with an interval of %d days is accepted for twice that, including the grace period",
  (everyDays) => {
    const graceMs = dayMs;
    let madeAt = 0;
    let longest = 0;
    for (let now = 0; now < 5 * 365 * dayMs; now += 7 * dayMs) {
      if (
        !isDue({ createdAt: new Date(madeAt).toISOString(), everyDays, newest: 1 }, new Date(now))
      )
        continue;
      longest = Math.max(longest, now + graceMs - madeAt);
      madeAt = now;
    }
    expect(longest).toBeGreaterThan(0);
    expect(longest).toBeLessThanOrEqual(2 * everyDays * dayMs);
  },
);
