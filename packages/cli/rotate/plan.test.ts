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

test("all are those that need no value from an operator; the others are named", () => {
  const state = testState({ acme: inUse });
  const plan = planOf(state, undefined, request(state, []));
  expect(plan.targets).toMatchObject({ jwt: 2, "redis-cache": 2 });
  expect(plan.targets).not.toHaveProperty("acme");
  expect(plan.leftOut.map(({ secret }) => secret)).toEqual(["acme", "stack-passphrase"]);
});

test("a named one gets the next generation that was never used", () => {
  const state = testState({ acme: inUse, globe: never });
  expect(planOf(state, undefined, request(state, ["acme", "globe"])).targets).toEqual({
    acme: 4,
    globe: 1,
  });
});

test("a key that was never supplied is not due; a key that the stack does not have is refused", () => {
  const state = testState({ acme: inUse, globe: never });
  expect(choose(state, [], true, now)).toMatchObject({ leftOut: ["acme"], toGive: [] });
  expect(choose(state, ["globe", "acme"], true, now)).toMatchObject({ toGive: ["acme"] });
  expect(() => choose(state, ["acme-webhook"], false, now)).toThrow(
    /has no secret acme-webhook\. Secrets: /,
  );
});

test("a killed run continues without the key whose value it had not stored, and names it", () => {
  const state = testState({ acme: inUse });
  const plan = planOf(state, left({ jwt: 2, acme: 4 }), request(state, ["jwt"]));
  expect(plan).toMatchObject({
    id: "before",
    targets: { jwt: 2 },
    leftOut: [{ secret: "acme" }],
  });
  expect(plan.targets).not.toHaveProperty("acme");
});

test("or with it, if it is supplied again", () => {
  const state = testState({ acme: inUse });
  const plan = planOf(
    state,
    left({ jwt: 2, acme: 4 }),
    request(state, ["acme"], new Map([["acme", "again"]])),
  );
  expect(plan).toMatchObject({ id: "before", targets: { jwt: 2, acme: 4 }, leftOut: [] });
});

test("if that key was everything, a new run begins", () => {
  const state = testState({ acme: inUse });
  const plan = planOf(state, left({ acme: 4 }), request(state, ["jwt"]));
  expect(plan).toMatchObject({
    id: "now",
    left: undefined,
    targets: { jwt: 2 },
    leftOut: [{ secret: "acme" }],
  });
});

test("an earlier run is finished first, and what it does not include is named", () => {
  const pending: TestCredential = { phase: "pending", newest: 4, inUse: "key", other: "stored" };
  const state = testState({ acme: pending });
  const plan = planOf(
    state,
    left({ acme: 4 }, "accept"),
    request(state, ["jwt", "acme"], new Map([["acme", "another"]])),
  );
  expect(plan.targets).toEqual({ acme: 4 });
  expect(plan.leftOut).toEqual([
    { secret: "jwt", reason: expect.stringContaining("finished first") },
    { secret: "acme", reason: expect.stringContaining("stored another new value") },
  ]);
});

test("a run that is being rolled back needs no value", () => {
  const state = testState({ acme: inUse });
  expect(planOf(state, left({ acme: 4 }, "undo"), request(state, []))).toMatchObject({
    targets: { acme: 4 },
  });
});
