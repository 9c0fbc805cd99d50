import { describe, expect, it } from "vitest";
import { createKeyLimiter } from "./key-limiter.ts";

const limit = { count: 2, window: 60 };

function limiterAt(startMs: number) {
  const clock = { at: startMs, now: () => clock.at };
  return { clock, limiter: createKeyLimiter(clock) };
}

describe("the key limiter", () => {
  it("lets the count through in a window, then says when the next begins", () => {
    const { clock, limiter } = limiterAt(90_000);
    expect([limiter.take("k", limit), limiter.take("k", limit), limiter.take("k", limit)]).toEqual([
      undefined,
      undefined,
      30,
    ]);
    clock.at = 119_999;
    expect(limiter.take("k", limit)).toBe(1);
    clock.at = 120_000;
    expect(limiter.take("k", limit)).toBeUndefined();
  });

  it("separates keys, has no limit for null, and returns what was refunded", () => {
    const { limiter } = limiterAt(0);
    for (let taken = 0; taken < 2; taken++) limiter.take("a", limit);
    expect([limiter.take("a", limit), limiter.take("b", limit), limiter.take("a", null)]).toEqual([
      60,
      undefined,
      undefined,
    ]);
    limiter.refund("a");
    expect([limiter.take("a", limit), limiter.take("a", limit)]).toEqual([undefined, 60]);
  });

  it("restarts when the window's length changes", () => {
    const { limiter } = limiterAt(0);
    for (let taken = 0; taken < 2; taken++) limiter.take("k", limit);
    expect(limiter.take("k", { count: 1, window: 3600 })).toBeUndefined();
    expect(limiter.take("k", { count: 1, window: 3600 })).toBe(3600);
  });
});
