import { expect, test } from "vitest";
import { brokenPromises } from "./judge.ts";
import type { Outcome } from "./writer.ts";

const promise = { errors: 2, recoverySeconds: 5 };
const outcome: Outcome = {
  ...{ target: "Redis", acknowledged: 100, errors: 2, recoverySeconds: 5, lost: 0 },
  during: { calls: 3, errors: 2 },
};
const broken = (over: Partial<Outcome>, stuckLocks = 0) =>
  brokenPromises(promise, { outcomes: [{ ...outcome, ...over }], stuckLocks });

test("a promise is kept up to its bounds", () => {
  expect(broken({})).toEqual([]);
});

test.each<[Partial<Outcome>, number, RegExp]>([
  [{ lost: 1 }, 0, /1 acknowledged writes were lost/],
  [{ errors: 3 }, 0, /3 calls failed, at most 2/],
  [{ recoverySeconds: 5.1 }, 0, /back after 5.1 s, promised within 5/],
  [{ acknowledged: 0 }, 0, /no call succeeded/],
  [{}, 1, /1 locks are stuck/],
])("%o with %i stuck locks breaks it", (over, locks, message) => {
  expect(broken(over, locks)).toEqual([expect.stringMatching(message)]);
});

test("a run without targets shows nothing", () => {
  expect(brokenPromises(promise, { outcomes: [], stuckLocks: 0 })).toHaveLength(1);
});
