import { SeaworthyError } from "@seaworthy/core/errors";

/** The two slots that a credential's values use in turn. */
export type Slot = "a" | "b";

/**
 * `steady`: one value is accepted. `pending`: the other slot contains the next one, accepted but
 * not used. `published`: the next one is used, and the previous one still accepted.
 */
export type Phase = "steady" | "pending" | "published";

/** A rotation's request to a credential: reach that phase of that generation. */
export interface Step {
  readonly action: "pending" | "publish" | "retire" | "abandon";
  readonly generation: number;
}

/** One slot: its value, generation and creation time (ISO 8601). */
export interface Held {
  readonly value: string;
  readonly generation: number;
  readonly madeAt: string;
}

export interface CredentialState {
  readonly phase: Phase;
  readonly slot: Slot;
  /** The highest generation ever created: numbers of abandoned ones are not reused. */
  readonly newest: number;
  readonly a: Held;
  readonly b: Held;
  readonly phaseSince: string;
  /** How long the last retired value was accepted, in seconds. */
  readonly lastExposureSeconds?: number;
}

export interface Making {
  readonly value: () => string;
  readonly now: () => Date;
}

export const otherSlot = (slot: Slot): Slot => (slot === "a" ? "b" : "a");

/** The first generation, with an unaccepted value in the other slot: generation 0. */
export function firstState(make: Making): CredentialState {
  const madeAt = make.now().toISOString();
  const [a, b] = [
    { value: make.value(), generation: 1, madeAt },
    { value: make.value(), generation: 0, madeAt },
  ];
  return { phase: "steady", slot: "a", newest: 1, a, b, phaseSince: madeAt };
}

/** For operator-supplied values: nothing yet, generation 0 in both slots. */
export function awaitedState({ now }: Pick<Making, "now">): CredentialState {
  const madeAt = now().toISOString();
  const nothing: Held = { value: "", generation: 0, madeAt };
  return { phase: "steady", slot: "a", newest: 0, a: nothing, b: nothing, phaseSince: madeAt };
}

/**
 * Moves a credential to the step's phase. A step that was already made changes nothing, so steps
 * can be repeated after a kill; a step that skips another throws INPUT_INVALID.
 */
export function advance(state: CredentialState, step: Step, make: Making): CredentialState {
  return steps[step.action](state, step.generation, make) ?? refuse(state, step);
}

type Advance = (
  state: CredentialState,
  generation: number,
  make: Making,
) => CredentialState | undefined;

const steps: Readonly<Record<Step["action"], Advance>> = {
  pending: (state, generation, make) => {
    if (generation <= state.newest) return state;
    if (state.phase !== "steady") return undefined;
    const next: Held = { value: make.value(), generation, madeAt: make.now().toISOString() };
    return {
      ...state,
      phase: "pending",
      newest: generation,
      [otherSlot(state.slot)]: next,
      phaseSince: next.madeAt,
    };
  },
  publish: (state, generation, make) => {
    if (state[state.slot].generation >= generation) return state;
    const slot = otherSlot(state.slot);
    if (state.phase !== "pending" || state[slot].generation !== generation) return undefined;
    return { ...state, phase: "published", slot, phaseSince: make.now().toISOString() };
  },
  retire: (state, generation, make) => {
    if (state[state.slot].generation !== generation || state.phase === "pending") return undefined;
    if (state.phase === "steady") return state;
    const now = make.now();
    const steady = { ...state, phase: "steady" as const, phaseSince: now.toISOString() };
    const retired = state[otherSlot(state.slot)];
    if (retired.generation === 0) return steady;
    // The machine that created the value may have had a different clock.
    const exposureMs = Math.max(0, now.getTime() - Date.parse(retired.madeAt));
    return { ...steady, lastExposureSeconds: Math.round(exposureMs / 1000) };
  },
  abandon: (state, generation, make) => {
    const [current, other] = [state[state.slot], state[otherSlot(state.slot)]];
    const since = { phaseSince: make.now().toISOString() };
    if (state.phase === "pending" && other.generation === generation)
      return { ...state, phase: "steady", ...since };
    if (state.phase === "published" && current.generation === generation)
      return { ...state, phase: "steady", slot: otherSlot(state.slot), ...since };
    return state.phase === "steady" && current.generation < generation ? state : undefined;
  },
};

/** `publish:3` */
export function parseStep(text: string): Step | undefined {
  const [, action, generation] = stepPattern.exec(text) ?? [];
  return action === undefined
    ? undefined
    : { action: action as Step["action"], generation: Number(generation) };
}

export const stepPattern = /^(pending|publish|retire|abandon):([1-9]\d{0,6})$/;

function refuse(state: CredentialState, { action, generation }: Step): never {
  const current = state[state.slot].generation;
  throw new SeaworthyError(
    "INPUT_INVALID",
    `A credential that is ${state.phase} at generation ${current} cannot go to ${action}:${generation}. Run "npx seaworthy rotate" again to finish the open rotation.`,
  );
}
