import type { PlannedResource } from "../plan/resource.ts";
import { type Dependency, isUnchanged } from "./dependencies.ts";

/** The result of one `seaworthy verify` experiment on the running stack. */
export interface Proof {
  readonly experiment: string;
  readonly outcome: "proven" | "refuted" | "unknown";
  /** Time, as ISO 8601. */
  readonly at: string;
  /** Policies that declare what was tried. */
  readonly policies: readonly string[];
  readonly dependsOn: readonly Dependency[];
}

/** Every experiment for a stack's environment, tried or not. */
export interface Provable {
  readonly experiment: string;
  readonly policies: readonly string[];
}

export interface Proofs {
  readonly provable: readonly Provable[];
  readonly done: readonly Proof[];
  /** Older proofs do not count. */
  readonly boundDays: number;
}

/** Whether a policy's requirement was shown on the running stack. */
export type Shown = "proven" | "refuted" | "unknown" | "outdated";

export const defaultBoundDays = 30;

const dayMs = 24 * 60 * 60 * 1000;

/**
 * For each policy with experiments: proven only when all of them are, by a proof that is recent
 * enough and whose resources are unchanged.
 */
export function shownPolicies(
  { provable, done, boundDays }: Proofs,
  resources: readonly PlannedResource[],
  now: Date,
): ReadonlyMap<string, Shown> {
  const states = provable.flatMap(({ experiment, policies }) => {
    const proof = done.find((one) => one.experiment === experiment);
    const state = stateOf(proof, resources, now, boundDays);
    return policies.map((policy) => [policy, state] as const);
  });
  const byPolicy = Map.groupBy(states, ([policy]) => policy);
  return new Map(
    [...byPolicy].map(([policy, all]) => [policy, worst(all.map(([, state]) => state))]),
  );
}

function stateOf(
  proof: Proof | undefined,
  resources: readonly PlannedResource[],
  now: Date,
  boundDays: number,
): Shown {
  if (proof === undefined) return "unknown";
  if (proof.outcome !== "proven") return proof.outcome;
  const ageMs = now.getTime() - Date.parse(proof.at);
  const isYoung = ageMs <= boundDays * dayMs;
  return isYoung && proof.dependsOn.every((one) => isUnchanged(one, resources))
    ? "proven"
    : "outdated";
}

/** Precedence of states for a policy with several experiments. */
const graver: readonly Shown[] = ["refuted", "unknown", "outdated", "proven"];

const worst = (states: readonly Shown[]): Shown =>
  graver.find((state) => states.includes(state)) ?? "unknown";
