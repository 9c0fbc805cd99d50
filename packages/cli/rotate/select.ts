import { SeaworthyError } from "@seaworthy/core/errors";
import { isThirdParty, type SecretName, secretNames } from "@seaworthy/infra/secret-table";
import type { ThirdPartyName } from "@seaworthy/infra/third-party-table";
import type { Targets } from "./journal.ts";
import { passphraseName } from "./passphrase/name.ts";
import { type CredentialView, credentialIn, namesIn, type StackState } from "./stack-state.ts";

const dayMs = 86_400_000;

/** Throws USAGE for a name that is no secret of any stack; all names are given then. */
export function parseNames(names: readonly string[]): SecretName[] {
  const unknown = names.filter((name) => !secretNames.includes(name as SecretName));
  if (unknown.length > 0) {
    throw new SeaworthyError(
      "USAGE",
      `There is no secret ${unknown.join(", ")}. Secrets: ${[...secretNames, passphraseName].join(", ")}. Nothing was touched.`,
    );
  }
  return secretNames.filter((name) => names.includes(name));
}

export interface Choice {
  readonly names: readonly SecretName[];
  /** Those of them of which a person has to give the new value. */
  readonly toGive: readonly ThirdPartyName[];
  /** Of those that nobody named, the ones of which a person would have to. */
  readonly leftOut: readonly ThirdPartyName[];
}

/**
 * What a run is to rotate; no names are all. Throws USAGE for a key that the stack does not have.
 */
export function choose(
  state: StackState,
  named: readonly SecretName[],
  due: boolean,
  now: Date,
): Choice {
  const has = namesIn(state);
  const lacking = named.filter((name) => !has.includes(name));
  if (lacking.length > 0) {
    const them = lacking.join(", ");
    throw new SeaworthyError(
      "USAGE",
      `The stack does not have ${them}: name it in seaworthy:secrets.thirdParty, and bring the stack up.`,
    );
  }
  const wanted = has.filter(
    (name) =>
      (named.length === 0 || named.includes(name)) &&
      (!due || isDue(credentialIn(state, name), now)),
  );
  const thirdParties = wanted.filter(isThirdParty);
  return named.length === 0
    ? { names: wanted.filter((name) => !isThirdParty(name)), toGive: [], leftOut: thirdParties }
    : { names: wanted, toGive: thirdParties, leftOut: [] };
}

/** Age of the value that is in use, in days. */
export function ageDays({ createdAt }: Pick<CredentialView, "createdAt">, now: Date): number {
  return (now.getTime() - Date.parse(createdAt)) / dayMs;
}

/** When it is due to be replaced, ISO 8601. */
export function dueAt({
  createdAt,
  everyDays,
}: Pick<CredentialView, "createdAt" | "everyDays">): string {
  return new Date(Date.parse(createdAt) + everyDays * dayMs).toISOString();
}

/** What was never given is not due: it is not there. */
export const isDue = (
  credential: Pick<CredentialView, "createdAt" | "everyDays" | "newest">,
  now: Date,
): boolean => credential.newest > 0 && ageDays(credential, now) >= credential.everyDays;

/** The next generation of each: a number that was never used, not even by a run that was undone. */
export function targetsOf(state: StackState, names: readonly SecretName[]): Targets {
  return Object.fromEntries(names.map((name) => [name, credentialIn(state, name).newest + 1]));
}
