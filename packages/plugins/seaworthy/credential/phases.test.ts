import fc from "fast-check";
import { expect, test } from "vitest";
import {
  advance,
  awaitedState,
  type CredentialState,
  firstState,
  type Making,
  otherSlot,
  parseStep,
} from "./phases.ts";

function making(): Making {
  let made = 0;
  return {
    value: () => `value-${++made}`,
    now: () => new Date(Date.UTC(2026, 0, 1) + made * 1000),
  };
}

const go = (state: CredentialState, make: Making, ...steps: string[]): CredentialState =>
  steps.reduce((now, text) => {
    const step = parseStep(text);
    return step ? advance(now, step, make) : expect.fail(`no step: ${text}`);
  }, state);

/** What a consumer may present: the value in use, and during a rotation the other one. */
const accepted = (state: CredentialState) =>
  state.phase === "steady"
    ? [state[state.slot].value]
    : [state[state.slot].value, state[otherSlot(state.slot)].value];

test("the current value is accepted before and after every step", () => {
  const make = making();
  let state = firstState(make);
  for (const step of [
    "pending:2",
    "publish:2",
    "retire:2",
    "pending:3",
    "abandon:3",
    "pending:4",
    "publish:4",
    "abandon:4",
  ]) {
    const before = state[state.slot].value;
    state = go(state, make, step);
    expect(accepted(state), step).toContain(state[state.slot].value);
    if (!step.startsWith("retire") && !step.startsWith("abandon"))
      expect(accepted(state), step).toContain(before);
  }
  expect(state).toMatchObject({ phase: "steady", newest: 4 });
  expect(state[state.slot]).toMatchObject({ generation: 2, value: "value-3" });
});

test("the number of an abandoned generation is not reused", () => {
  const make = making();
  const state = go(firstState(make), make, "pending:2", "abandon:2", "pending:3", "publish:3");
  expect(state[state.slot].generation).toBe(3);
});

test("how long a value was accepted is known when it is retired", () => {
  let now = Date.UTC(2026, 0, 1);
  const make: Making = { value: () => "value", now: () => new Date(now) };
  const first = firstState(make);
  now += 90 * 86_400_000;
  expect(go(first, make, "pending:2", "publish:2", "retire:2").lastExposureSeconds).toBe(
    90 * 86_400,
  );
});

test.each(["publish:2", "retire:2", "pending:0", "rotate:2"])(
  "%s is refused in a new credential",
  (text) => {
    const make = making();
    const step = parseStep(text);
    if (step) expect(() => advance(firstState(make), step, make)).toThrow(/cannot go to/);
    else expect(step).toBeUndefined();
  },
);

test("any step, in any order, repeated, happens once or is refused twice", () => {
  const action = fc.constantFrom(
    "pending" as const,
    "publish" as const,
    "retire" as const,
    "abandon" as const,
  );
  const steps = fc.array(fc.record({ action, generation: fc.integer({ min: 1, max: 4 }) }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(steps, (given) => {
      const make = making();
      let state = firstState(make);
      for (const step of given) {
        const once = attempt(state, step, make);
        if (once === undefined) continue;
        expect(attempt(once, step, make)).toBe(once);
        expect(once.newest).toBeGreaterThanOrEqual(state.newest);
        expect(once[once.slot].generation).toBeGreaterThan(0);
        state = once;
      }
    }),
  );
});

function attempt(
  state: CredentialState,
  step: Parameters<typeof advance>[1],
  make: Making,
): CredentialState | undefined {
  try {
    return advance(state, step, make);
  } catch {
    return undefined; // refused
  }
}

test("one that an operator supplies is generation 0 and empty until then, and its records never contain it", () => {
  const make = making();
  const awaited = awaitedState(make);
  expect(awaited).toMatchObject({
    phase: "steady",
    newest: 0,
    a: { value: "", generation: 0 },
    b: { value: "", generation: 0 },
  });
  const given = go(awaited, make, "pending:1", "publish:1", "retire:1");
  expect(given[given.slot]).toMatchObject({ value: "value-1", generation: 1 });
  expect(given).not.toHaveProperty("lastExposureSeconds");
  expect(go(awaited, make, "pending:1", "abandon:1")).toMatchObject({
    slot: "a",
    newest: 1,
    a: { value: "" },
  });
});
