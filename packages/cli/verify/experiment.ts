import { defined } from "@seaworthy/core/defined";
import type { Context } from "./context.ts";

/**
 * What an experiment does to a stack, in increasing order: it only reads; it adds its own requests
 * or events and removes them; it takes capacity from others for seconds; it stops a part.
 */
export const effects = ["read-only", "synthetic", "intrusive", "destructive"] as const;
export type Effect = (typeof effects)[number];

/** `unknown`: it could not be tried, or nothing was sent. It never counts as proven. */
export const outcomes = ["proven", "refuted", "unknown"] as const;
export type Outcome = (typeof outcomes)[number];

/** One observation of an experiment. */
export interface Observation {
  readonly what: string;
  readonly outcome: Outcome;
  /** What the stack declares, and what was observed. */
  readonly declared?: string;
  readonly observed: string;
  /** Policies that declare it; by default the experiment's. */
  readonly policies?: readonly string[];
}

/** Tests on the running stack what policies judge in its program. */
export interface Experiment {
  readonly id: string;
  /** What it proves, in one line. */
  readonly title: string;
  readonly effect: Effect;
  /** Ids of the policies that declare what it proves. */
  readonly policies: readonly string[];
  /** Timeout; after it the outcome is unknown. */
  readonly seconds: number;
  run(context: Context): Promise<readonly Observation[]>;
}

type Figures = Pick<Observation, "declared" | "observed" | "policies">;

export const unknown = (what: string, why: string, policies?: readonly string[]): Observation => ({
  what,
  outcome: "unknown",
  observed: why,
  ...defined({ policies }),
});

/** Proven if it holds, otherwise refuted. */
export const shown = (what: string, holds: boolean, figures: Figures): Observation => ({
  what,
  outcome: holds ? "proven" : "refuted",
  ...figures,
});

/** Refuted if any observation is; proven only if all are, and there is at least one. */
export function outcomeOf(observations: readonly Observation[]): Outcome {
  const has = (outcome: Outcome) => observations.some((one) => one.outcome === outcome);
  if (has("refuted")) return "refuted";
  return has("unknown") || observations.length === 0 ? "unknown" : "proven";
}
