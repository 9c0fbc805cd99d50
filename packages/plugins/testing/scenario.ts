import { describe, expect, test } from "vitest";
import { differenceOf } from "../differences.ts";
import { isList, isValues, plain, Secret, type Values } from "../kit/values.ts";
import type { ObjectState, PluginClient } from "./plugin-client.ts";
import { isOfficial } from "./sources.ts";

/** What a step of a scenario can use: the states of earlier steps by name. */
export type Made = ReadonlyMap<string, ObjectState>;

export interface Step {
  readonly name: string;
  readonly type: string;
  readonly inputs: (made: Made) => Values;
  /** Inputs that are then changed in place. */
  readonly change?: Values;
  /** An input whose change requires a new object. */
  readonly replacing?: Values;
  /** Inputs whose change is an update, even though they look like the object's identity. */
  readonly keeping?: Values;
  /** The id for `pulumi import`; absent when it cannot be imported. */
  readonly importId?: (state: ObjectState, made: Made) => string;
  /** Outputs that must be marked secret, by the first part of their path. */
  readonly secrets?: readonly string[];
  /** False if deleting keeps the object because the vendor has no such call. */
  readonly deletable?: boolean;
}

export interface Scenario {
  readonly client: () => PluginClient;
  readonly steps: readonly Step[];
}

/**
 * The lifecycle of every resource type over the plugin protocol: created in the steps' order,
 * deleted in reverse. It applies to a built-in plugin and to the official one alike, both on the
 * local cloud, except for what only the built-in ones promise.
 */
export function describeScenario(title: string, { client, steps }: Scenario): void {
  const made = new Map<string, ObjectState>();
  describe(title, () => {
    for (const step of steps)
      describe(`${step.name} (${step.type})`, () => live(step, client, made));
    describe("deleting", () => {
      for (const step of steps.toReversed())
        test(step.name, () => deleteTwice(step, client(), made));
    });
  });
}

function live(step: Step, client: () => PluginClient, made: Map<string, ObjectState>): void {
  const state = (): ObjectState =>
    made.get(step.name) ?? expect.fail(`${step.name} was not created`);

  test("is created, and reading it back shows no change", async () => {
    const checked = await client().check(step.type, step.inputs(made));
    expect(checked.failures).toEqual([]);
    made.set(step.name, await client().create(step.type, checked.inputs));
    await expectNoDrift(client(), step, state());
  });

  test.skipIf(isOfficial)(
    "created again, after an answer was lost, is the same object",
    async () => {
      const again = await client().create(step.type, state().inputs);
      if (step.importId) expect(again.id).toBe(state().id);
      made.set(step.name, again);
      await expectNoDrift(client(), step, again);
    },
  );

  test.skipIf(isOfficial)("refuses an input that it does not know, by name", async () => {
    const { failures } = await client().check(
      step.type,
      { ...state().inputs, surprise: 1 },
      state().inputs,
    );
    expect(failures.map(({ property }) => property)).toEqual(["surprise"]);
  });

  if (step.change) {
    test("is changed in place", async () => {
      const checked = await client().check(
        step.type,
        { ...state().inputs, ...step.change },
        state().inputs,
      );
      expect(await client().diff(step.type, state(), checked.inputs)).toMatchObject({
        changed: true,
        replaces: [],
      });
      made.set(step.name, await client().update(step.type, state(), checked.inputs));
      await expectNoDrift(client(), step, state());
    });
  }
  if (step.replacing) {
    test("says what replaces it", async () => {
      const { replaces } = await client().diff(step.type, state(), {
        ...state().inputs,
        ...step.replacing,
      });
      expect(replaces).toEqual(Object.keys(step.replacing ?? {}));
    });
  }
  if (step.keeping) {
    test.each(Object.entries(step.keeping))(
      "is updated, not replaced, by %s",
      async (key, value) => {
        const changed = { ...state().inputs, [key]: value };
        expect(await client().diff(step.type, state(), changed)).toMatchObject({
          changed: true,
          replaces: [],
        });
      },
    );
  }
  if (step.importId) {
    test("is imported with the inputs that made it", async () => {
      const imported = await client().read(step.type, step.importId?.(state(), made) ?? "");
      expect(imported?.id).toBe(state().id);
      const known = Object.keys(imported?.inputs ?? {});
      const told = expect(plain(imported?.inputs ?? {}));
      if (isOfficial && differenceOf(step.type, "import"))
        told.not.toMatchObject(importable(state().inputs, known));
      else told.toMatchObject(importable(state().inputs, known));
    });
  }
  if (step.secrets) {
    test("marks what is secret", () => {
      for (const name of step.secrets ?? [])
        expect(`${name}: ${JSON.stringify(state().outputs[name])}`).toContain("[secret]");
    });
  }
}

async function expectNoDrift(client: PluginClient, step: Step, state: ObjectState): Promise<void> {
  const found = await client.read(step.type, state.id, state);
  expect(found, `${step.name} exists`).toBeDefined();
  if (!found) return;
  expect(plain(found.outputs)).toEqual(plain(state.outputs));
  expect(await client.diff(step.type, found, state.inputs)).toMatchObject({ changed: false });
}

async function deleteTwice(step: Step, client: PluginClient, made: Made): Promise<void> {
  const state = made.get(step.name) ?? expect.fail(`${step.name} was not created`);
  await client.delete(step.type, state);
  if (step.deletable !== false) await expectGone(step, client, state);
  await client.delete(step.type, state);
}

/** Some official plugins fail here, or return the object as the state knows it. */
async function expectGone(step: Step, client: PluginClient, state: ObjectState): Promise<void> {
  const found = client.read(step.type, state.id, state);
  if (isOfficial && differenceOf(step.type, "read after delete"))
    expect(await found.catch((thrown: unknown) => thrown)).toBeDefined();
  else expect(await found).toBeUndefined();
}

/** Leaves out what an import cannot read from the vendor: secrets, and where a file came from. */
function importable(inputs: Values, known: readonly string[]): Values {
  return withoutSecrets(
    Object.fromEntries(Object.entries(inputs).filter(([name]) => known.includes(name))),
  );
}

function withoutSecrets(values: Values): Values {
  const open = Object.entries(values).filter(([, value]) => !(value instanceof Secret));
  return Object.fromEntries(
    open.map(([name, value]) => [
      name,
      isList(value)
        ? value.map((item) => (isValues(item) ? withoutSecrets(item) : item))
        : isValues(value)
          ? withoutSecrets(value)
          : value,
    ]),
  );
}
