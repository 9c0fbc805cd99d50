import fc from "fast-check";
import { expect, test } from "vitest";
import { createRateCounter } from "./rate-counter.ts";

test("allows exactly what a list of all timestamps would", () => {
  const options = { limit: 3, periodMs: 100 };
  const steps = fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.nat({ max: 60 })), {
    maxLength: 80,
  });
  fc.assert(
    fc.property(steps, (requests) => {
      const counter = createRateCounter({ ...options, mitigationMs: 0 });
      const passed: Record<string, number[]> = { a: [], b: [] };
      let nowMs = 1_000;
      for (const [key, later] of requests) {
        nowMs += later;
        const recent = (passed[key] ?? []).filter((time) => time > nowMs - options.periodMs);
        const waitMs = counter.waitMs(key, nowMs);
        expect(waitMs === 0).toBe(recent.length < options.limit);
        if (waitMs > 0) expect(waitMs).toBe((recent[0] ?? 0) + options.periodMs - nowMs);
        if (waitMs > 0) continue;
        counter.count(key, nowMs);
        passed[key] = [...recent, nowMs];
      }
    }),
  );
});

test("a mitigation lasts its timeout, and no longer", () => {
  const counter = createRateCounter({ limit: 1, periodMs: 10, mitigationMs: 50 });
  counter.count("a", 0);
  expect(counter.waitMs("a", 1)).toBe(50);
  expect(counter.waitMs("a", 50)).toBe(1);
  expect(counter.waitMs("a", 51)).toBe(0);
});

test("keeps a bounded number of idle keys", () => {
  const counter = createRateCounter({ limit: 1, periodMs: 10, mitigationMs: 0 });
  for (let index = 0; index < 250_000; index++) counter.count(`key ${index}`, index / 1000);
  expect(counter.size()).toBeLessThan(100_001);
});

test.each([0, 50])(
  "a clock that is set back does not block for longer (mitigation %i)",
  (mitigationMs) => {
    const counter = createRateCounter({ limit: 1, periodMs: 10, mitigationMs });
    counter.count("a", 3_600_000);
    expect(counter.waitMs("a", 3_600_001)).toBeGreaterThan(0);
    expect(counter.waitMs("a", 1_000)).toBe(0);
    counter.count("a", 1_000);
    expect(counter.waitMs("a", 1_001)).toBeGreaterThan(0);
  },
);
