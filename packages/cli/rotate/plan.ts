import type { Journal, Targets } from "./journal.ts";
import { passphraseName } from "./passphrase/name.ts";
import { isProvided } from "./rotators/table.ts";
import { targetsOfOpenPhases } from "./run.ts";
import { type Choice, targetsOf } from "./select.ts";
import type { StackState } from "./stack/stack-state.ts";
import type { ProvidedValues } from "./values/provided-values.ts";

/** The work to do: an interrupted run, or a new one. */
export interface Plan {
  readonly id: string;
  readonly targets: Targets;
  readonly left: Journal | undefined;
  readonly emergency: boolean;
  /** What the run does not do, and why. */
  readonly leftOut: readonly { readonly secret: string; readonly reason: string }[];
}

export interface Request {
  /** For a new run. */
  readonly id: string;
  readonly emergency: boolean;
  readonly named: readonly string[];
  readonly choice: Choice;
  readonly provided: ProvidedValues;
  /** Whether the passphrase was requested too: it is changed by a separate run. */
  readonly wantsPassphrase: boolean;
}

/** An interrupted run is finished first; other requested secrets are left to the next run. */
export function planOf(state: StackState, found: Journal | undefined, request: Request): Plan {
  const { left, lost } = withoutLost(
    state,
    found ?? openWithoutJournal(state, request.id),
    request.provided,
  );
  const forgotten = lost.map((secret) => ({
    secret,
    reason: "whose new value the interrupted run had not stored",
  }));
  const emergency = request.emergency || (left?.emergency ?? false);
  if (left)
    return {
      id: left.run,
      targets: left.targets,
      left,
      emergency,
      leftOut: [...forgotten, ...notDone(state, left, request)],
    };
  const leftOut = request.choice.leftOut.map((secret) => ({
    secret,
    reason: "whose value an operator must supply",
  }));
  const passphrase = request.wantsPassphrase
    ? [{ secret: passphraseName, reason: "that encrypts the others" }]
    : [];
  const targets = targetsOf(state, request.choice.names);
  return {
    id: request.id,
    targets,
    left: undefined,
    emergency,
    leftOut: [...forgotten, ...leftOut, ...passphrase],
  };
}

/** If a run's journal is lost, the secrets' phases are enough to finish it. */
function openWithoutJournal(state: StackState, run: string): Journal | undefined {
  const targets = targetsOfOpenPhases(state);
  if (Object.keys(targets).length === 0) return undefined;
  return { run, owner: "an unknown run", targets, step: "prepare", at: "before", emergency: false };
}

/**
 * A supplied value that was not stored is lost with its run: unless supplied again, its secret
 * drops out of the run.
 */
function withoutLost(
  state: StackState,
  left: Journal | undefined,
  provided: ProvidedValues,
): { left: Journal | undefined; lost: string[] } {
  if (left === undefined || left.step === "undo") return { left, lost: [] };
  const names = Object.keys(left.targets);
  const lost = names
    .filter((name) => hasProvided(state, name))
    .filter((name) => !isStored(state, left, name) && !provided.has(name));
  if (lost.length === 0) return { left, lost };
  const kept = Object.entries(left.targets).filter(([name]) => !lost.some((one) => one === name));
  return {
    left: kept.length === 0 ? undefined : { ...left, targets: Object.fromEntries(kept) },
    lost,
  };
}

/** False for a secret that the stack no longer has. */
const hasProvided = ({ manifest }: StackState, name: string): boolean =>
  manifest.secrets.some((secret) => secret.name === name) && isProvided(manifest, name);

function isStored(state: StackState, { targets }: Journal, name: string): boolean {
  return (state.credentials[name]?.newest ?? -1) >= (targets[name] ?? 0);
}

/** Secrets requested by name that are not part of the run being finished. */
function notDone(state: StackState, left: Journal, { named, provided }: Request): Plan["leftOut"] {
  const isOther = (name: string) => left.targets[name] === undefined;
  const isTooLate = (name: string) =>
    provided.has(name) && !isOther(name) && isStored(state, left, name);
  return [
    ...named
      .filter(isOther)
      .map((secret) => ({ secret, reason: "because an earlier run must be finished first" })),
    ...named.filter(isTooLate).map((secret) => ({
      secret,
      reason: "because an earlier run stored another new value, which is used instead",
    })),
  ];
}
