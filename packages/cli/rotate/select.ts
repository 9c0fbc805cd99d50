import { SeaworthyError } from "@seaworthy/core/errors";
import type { Targets } from "./journal.ts";
import { passphraseName } from "./passphrase/name.ts";
import { isProvided } from "./rotators/table.ts";
import {
  type CredentialView,
  credentialIn,
  namesIn,
  type StackState,
} from "./stack/stack-state.ts";

const dayMs = 86_400_000;

/** In the stack's order. Throws USAGE for an unknown name, listing the valid ones. */
export function parseNames(state: StackState, names: readonly string[]): string[] {
  const known = namesIn(state);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return known.filter((name) => names.includes(name));
  throw new SeaworthyError(
    "USAGE",
    `The stack has no secret ${unknown.join(", ")}. Secrets: ${[...known, passphraseName].join(", ")}. Nothing was changed.`,
  );
}

export interface Choice {
  readonly names: readonly string[];
  /** Selected secrets whose new value an operator must supply. */
  readonly toGive: readonly string[];
  /** Operator-supplied secrets that were not named: they are not rotated. */
  readonly leftOut: readonly string[];
}

/**
 * What a run will rotate; no names select all. Throws USAGE for a secret that the stack does not
 * have.
 */
export function choose(
  state: StackState,
  named: readonly string[],
  due: boolean,
  now: Date,
): Choice {
  const isNamed = new Set(parseNames(state, named));
  const wanted = namesIn(state).filter(
    (name) =>
      (named.length === 0 || isNamed.has(name)) && (!due || isDue(credentialIn(state, name), now)),
  );
  const provided = wanted.filter((name) => isProvided(state.manifest, name));
  return named.length === 0
    ? { names: wanted.filter((name) => !provided.includes(name)), toGive: [], leftOut: provided }
    : { names: wanted, toGive: provided, leftOut: [] };
}

/** Age of the current value, in days. */
export function ageDays({ createdAt }: Pick<CredentialView, "createdAt">, now: Date): number {
  return (now.getTime() - Date.parse(createdAt)) / dayMs;
}

/** When it is due for replacement, ISO 8601. */
export function dueAt({
  createdAt,
  everyDays,
}: Pick<CredentialView, "createdAt" | "everyDays">): string {
  return new Date(Date.parse(createdAt) + everyDays * dayMs).toISOString();
}

/** A secret that was never supplied is not due. */
export const isDue = (
  credential: Pick<CredentialView, "createdAt" | "everyDays" | "newest">,
  now: Date,
): boolean => credential.newest > 0 && ageDays(credential, now) >= credential.everyDays;

/** The next generation of each: a number that was never used, not even by an undone run. */
export function targetsOf(state: StackState, names: readonly string[]): Targets {
  return Object.fromEntries(names.map((name) => [name, credentialIn(state, name).newest + 1]));
}
