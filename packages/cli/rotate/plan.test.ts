import { expect, test } from "vitest";
import type { Journal } from "./journal.ts";
import { planOf, type Request } from "./plan.ts";
import { choose } from "./select.ts";
import { type TestCredential, testState } from "./testing.ts";

const now = new Date("2026-11-21T00:00:00Z");
const never: TestCredential = { newest: 0, inUse: "" };
const inUse: TestCredential = { newest: 3, inUse: "key" };
const left = (targets: Journal["targets"], step: Journal["step"] = "prepare"): Journal => ({
  ...{ run: "before", owner: "ann on build-7", targets, step, at: "before", emergency: false },
});

function request(
  state: ReturnType<typeof testState>,
  named: Request["named"],
  provided: Request["provided"] = new Map(),
): Request {
  return {
    id: "now",
    emergency: false,
    named,
    choice: choose(state, named, false, now),
    provided,
    wantsPassphrase: named.length === 0,
  };
}

test("all are what nobody has to give a value of; the others are named", () => {
  const state = testState({ stripe: inUse });
  const plan = planOf(state, undefined, request(state, []));
  expect(plan.targets).toMatchObject({ jwt: 2, "redis-cache": 2 });
  expect(plan.targets).not.toHaveProperty("stripe");
  expect(plan.leftOut.map(({ secret }) => secret)).toEqual(["stripe", "stack-passphrase"]);
});

test("one that is named gets the next generation that was never used", () => {
  const state = testState({ stripe: inUse, google: never });
  expect(planOf(state, undefined, request(state, ["stripe", "google"])).targets).toEqual({
    stripe: 4,
    google: 1,
  });
});

test("what is due is not what was never given; a key that the stack does not have is refused", () => {
  const state = testState({ stripe: inUse, google: never });
  expect(choose(state, [], true, now)).toMatchObject({ leftOut: ["stripe"], toGive: [] });
  expect(choose(state, ["google", "stripe"], true, now)).toMatchObject({ toGive: ["stripe"] });
  expect(() => choose(state, ["stripe-webhook"], false, now)).toThrow(
    /has no secret stripe-webhook\. Secrets: /,
  );
});

test("a killed run goes on without the key whose value it had not stored, and says so", () => {
  const state = testState({ stripe: inUse });
  const plan = planOf(state, left({ jwt: 2, stripe: 4 }), request(state, ["jwt"]));
  expect(plan).toMatchObject({
    id: "before",
    targets: { jwt: 2 },
    leftOut: [{ secret: "stripe" }],
  });
  expect(plan.targets).not.toHaveProperty("stripe");
});

test("or with it, when it is given again", () => {
  const state = testState({ stripe: inUse });
  const plan = planOf(
    state,
    left({ jwt: 2, stripe: 4 }),
    request(state, ["stripe"], new Map([["stripe", "again"]])),
  );
  expect(plan).toMatchObject({ id: "before", targets: { jwt: 2, stripe: 4 }, leftOut: [] });
});

test("when that key was all of it, a new run begins", () => {
  const state = testState({ stripe: inUse });
  const plan = planOf(state, left({ stripe: 4 }), request(state, ["jwt"]));
  expect(plan).toMatchObject({
    id: "now",
    left: undefined,
    targets: { jwt: 2 },
    leftOut: [{ secret: "stripe" }],
  });
});

test("an earlier run is finished first, and what it does not do is named", () => {
  const pending: TestCredential = { phase: "pending", newest: 4, inUse: "key", other: "stored" };
  const state = testState({ stripe: pending });
  const plan = planOf(
    state,
    left({ stripe: 4 }, "accept"),
    request(state, ["jwt", "stripe"], new Map([["stripe", "another"]])),
  );
  expect(plan.targets).toEqual({ stripe: 4 });
  expect(plan.leftOut).toEqual([
    { secret: "jwt", reason: expect.stringContaining("finished first") },
    { secret: "stripe", reason: expect.stringContaining("stored another new value") },
  ]);
});

test("a run that is being undone needs no value", () => {
  const state = testState({ stripe: inUse });
  expect(planOf(state, left({ stripe: 4 }, "undo"), request(state, []))).toMatchObject({
    targets: { stripe: 4 },
  });
});
