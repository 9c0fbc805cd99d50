import { expect, test } from "vitest";
import { countsIn, type Reading } from "./reading.ts";
import { type WatchPorts, type WatchResult, watch } from "./watch.ts";

const hourMs = 3_600_000;
const limits = { errorsPerHour: 5, connections: 80, hitShare: 0.7, availability: 0.999 };

/** A stack whose clock is the sum of the sleeps. */
function testStack(at: (minute: number) => Partial<Reading> | RangeError) {
  let now = 0;
  const ports: WatchPorts = {
    read: async () => {
      const minute = now / 60_000;
      const seen = at(minute);
      if (seen instanceof RangeError) throw seen;
      const usual = { errors: 0, cacheReads: 100 * minute, cacheHits: 90 * minute };
      return { requests: 1_000 + 10 * minute, connections: 20, ...usual, ...seen };
    },
    sleep: async (ms) => {
      now += ms;
    },
    now: () => now,
    say: () => undefined,
  };
  return { ports, hours: () => now / hourMs };
}

test("a quiet day is watched to its end, and passes", async () => {
  const stack = testStack(() => ({}));
  const result = await watch(24 * hourMs, limits, stack.ports);
  expect(result).toMatchObject({
    requests: 14_400,
    errors: 0,
    outcome: "held",
    reasons: [],
    seconds: 86_400,
  });
  expect(stack.hours()).toBe(24);
});

test("the result says how much of the error budget is used", async () => {
  const stack = testStack((minute) => ({ errors: minute >= 30 ? 3 : 0, requests: 100 * minute }));
  const { errors, errorBudgetUsed } = await watch(hourMs, limits, stack.ports);
  expect(errors).toBe(3);
  expect(errorBudgetUsed).toBeCloseTo(3 / 6);
});

test("errors from before the release do not count", async () => {
  const stack = testStack(() => ({ errors: 1_000 }));
  expect((await watch(hourMs, limits, stack.ports)).outcome).toBe("held");
});

test("four errors an hour are allowed, all day; the fifth within an hour ends it", async () => {
  const four = testStack((minute) => ({ errors: Math.floor(minute / 16) }));
  expect((await watch(24 * hourMs, limits, four.ports)).outcome).toBe("held");
  const five = testStack((minute) => ({ errors: Math.floor(minute / 10) }));
  expect(await watch(24 * hourMs, limits, five.ports)).toMatchObject({
    outcome: "broken",
    reasons: ["5 errors within an hour; fewer than 5 are allowed"],
  });
  expect(five.hours()).toBeLessThan(1);
});

type At = (minute: number) => Partial<Reading> | RangeError;

test.each<[string, WatchResult["outcome"], At, RegExp]>([
  [
    "connections",
    "broken",
    (minute) => ({ connections: minute > 90 ? 81 : 80 }),
    /81 database connections; at most 80/,
  ],
  ["hits", "broken", (minute) => ({ cacheHits: 60 * minute }), /60 % cache hits .* at least 70 %/],
  [
    "an app that does not answer",
    "unknown",
    (minute) => (minute > 30 ? new RangeError("refused") : {}),
    /could not be read 5 times in a row: refused/,
  ],
])("%s end it at once", async (_, outcome, at, reason) => {
  const stack = testStack(at);
  const result = await watch(24 * hourMs, limits, stack.ports);
  expect(result).toMatchObject({ outcome, reasons: [expect.stringMatching(reason)] });
  expect(stack.hours()).toBeLessThan(2);
});

test("without requests nothing was shown, and four minutes without an answer are no outage", async () => {
  const silent = testStack(() => ({ requests: 7 }));
  expect(await watch(hourMs, limits, silent.ports)).toMatchObject({
    outcome: "unknown",
    reasons: [expect.stringContaining("no request came in")],
  });
  const gap = testStack((minute) => (minute >= 10 && minute < 14 ? new RangeError("gone") : {}));
  expect((await watch(hourMs, limits, gap.ports)).outcome).toBe("held");
});

test("counts that began again are added, not subtracted", async () => {
  const stack = testStack((minute) => ({ requests: minute < 30 ? 1_000 + minute : minute - 30 }));
  expect((await watch(hourMs, limits, stack.ports)).requests).toBe(29 + 30);
});

test("reads the app's counts, without the readings themselves", () => {
  const text = `# HELP http_requests_total x
http_requests_total{method="GET",route="/a",status="200"} 10
http_requests_total{method="GET",route="/a",status="503"} 2
http_requests_total{method="GET",route="/metrics",status="200"} 40
cache_reads_total{result="fresh"} 6
cache_reads_total{result="computed"} 4
`;
  expect(countsIn(text)).toEqual({ requests: 12, errors: 2, cacheReads: 10, cacheHits: 6 });
});
