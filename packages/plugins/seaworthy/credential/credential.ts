import { randomBytes } from "node:crypto";
import { defined } from "@seaworthy/core/defined";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Remote, ResourceType } from "../../engine/resource-type.ts";
import type { Value, Values } from "../../kit/values.ts";
import type { Backend } from "../backend.ts";
import { credentialShape } from "../shapes/credential.ts";
import {
  advance,
  awaitedState,
  type CredentialState,
  firstState,
  type Held,
  otherSlot,
  type Phase,
  parseStep,
  type Slot,
} from "./phases.ts";

/**
 * A secret that a rotation replaces without a gap. It exists only in the stack's state, encrypted.
 */
export const credential: ResourceType<Backend> = {
  token: "seaworthy:index:Credential",
  shape: credentialShape,
  naturalKey: [],
  importId: "variable",
  calls: {
    find: async () => undefined,
    create: async (_backend, inputs) => ({
      id: randomBytes(8).toString("hex"),
      values: { ...inputs, ...toValues(first(inputs)) },
    }),
    read: async (_backend, id, known) =>
      typeof known.variable === "string" ? imported(known.variable) : { id, values: known },
    update: async (_backend, id, inputs, olds) => ({
      id,
      values: { ...olds, ...inputs, ...toValues(next(inputs, fromValues(olds))) },
    }),
  },
};

const now = () => new Date();

/** An operator-supplied value may come later: the stack can start without it. */
function first(inputs: Values): CredentialState {
  const isAwaited = typeof inputs.given === "string" && !process.env[variableOf(inputs.given)];
  return isAwaited
    ? awaitedState({ now })
    : firstState({ value: () => given(inputs) ?? generate(inputs), now });
}

/** Only a step changes the values: a new size or alphabet applies to the next generation. */
function next(inputs: Values, state: CredentialState): CredentialState {
  const step = typeof inputs.step === "string" ? parseStep(inputs.step) : undefined;
  return step
    ? advance(state, step, { value: () => given(inputs) ?? generate(inputs), now })
    : state;
}

function generate({ bytes, encoding }: Values): string {
  return randomBytes(Number(bytes)).toString(encoding === "hex" ? "hex" : "base64url");
}

/**
 * An operator-supplied value: `given` names the environment variable with the value, so that it is
 * on no command line and in no plan.
 */
function given({ given: variable }: Values): string | undefined {
  return typeof variable === "string" ? fromEnvironment(variableOf(variable)) : undefined;
}

/** The variable, or its name in earlier versions if only that one is set. */
function variableOf(variable: string): string {
  const former = variable.replace(/^SEAWORTHY_PROVIDED_/, "SEAWORTHY_GIVEN_");
  return process.env[variable] || !process.env[former] ? variable : former;
}

function fromValues(values: Values): CredentialState {
  const held = (slot: "A" | "B"): Held => ({
    value: String(values[`value${slot}`]),
    generation: Number(values[`generation${slot}`]),
    madeAt: String(values[`madeAt${slot}`]),
  });
  return {
    phase: values.phase as Phase,
    slot: values.slot as Slot,
    newest: Number(values.newest),
    a: held("A"),
    b: held("B"),
    phaseSince: String(values.phaseSince),
    ...(typeof values.lastExposureSeconds === "number"
      ? { lastExposureSeconds: values.lastExposureSeconds }
      : {}),
  };
}

function toValues(state: CredentialState): Values {
  const [current, other] = [state[state.slot], state[otherSlot(state.slot)]];
  const { phase, slot, newest, a, b, phaseSince, lastExposureSeconds } = state;
  return {
    ...{
      phase,
      slot,
      newest,
      phaseSince,
      generation: current.generation,
      createdAt: current.madeAt,
    },
    ...{ value: current.value, other: phase === "steady" ? "" : other.value },
    ...{ valueA: a.value, generationA: a.generation, madeAtA: a.madeAt },
    ...{ valueB: b.value, generationB: b.generation, madeAtB: b.madeAt },
    ...defined({ lastExposureSeconds }),
  };
}

/**
 * `pulumi import seaworthy:index:Credential jwt-secret JWT_SECRET` reads the value from that
 * environment variable, so that it is neither on a command line nor in an id.
 */
function imported(variable: string): Remote {
  const value = fromEnvironment(variable);
  const bytes = Math.min(128, Math.max(16, Buffer.byteLength(value)));
  const described: Record<string, Value> = { purpose: "imported", bytes, encoding: "base64url" };
  const state = firstState({ value: () => generate(described), now });
  return {
    id: randomBytes(8).toString("hex"),
    values: { ...described, ...toValues({ ...state, a: { ...state.a, value } }) },
  };
}

function fromEnvironment(variable: string): string {
  const value = process.env[variable];
  if (value !== undefined && value !== "") return value;
  throw new SeaworthyError(
    "INPUT_INVALID",
    `Environment variable ${variable}, which provides the credential's value, is not set.`,
  );
}
