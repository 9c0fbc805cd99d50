import { SeaworthyError } from "@seaworthy/core/errors.ts";
import { type SecretName, secretNames } from "@seaworthy/infra/secret-table.ts";
import type { Targets } from "./journal.ts";
import type { CredentialView, StackState } from "./stack-state.ts";

const dayMs = 86_400_000;

/** Throws USAGE for a name that is no secret of a stack; all names are given then. */
export function parseNames(names: readonly string[]): SecretName[] {
  const unknown = names.filter((name) => !secretNames.includes(name as SecretName));
  if (unknown.length > 0) {
    throw new SeaworthyError("USAGE", `There is no secret ${unknown.join(", ")}. Secrets: ${secretNames.join(", ")}. Nothing was touched.`);
  }
  return secretNames.filter((name) => names.length === 0 || names.includes(name));
}

/** Age of the value that is in use, in days. */
export function ageDays({ createdAt }: Pick<CredentialView, "createdAt">, now: Date): number {
  return (now.getTime() - Date.parse(createdAt)) / dayMs;
}

/** When it is due to be replaced, ISO 8601. */
export function dueAt({ createdAt, everyDays }: Pick<CredentialView, "createdAt" | "everyDays">): string {
  return new Date(Date.parse(createdAt) + everyDays * dayMs).toISOString();
}

export const isDue = (credential: Pick<CredentialView, "createdAt" | "everyDays">, now: Date): boolean =>
  ageDays(credential, now) >= credential.everyDays;

/** The next generation of each: a number that was never used, not even by a run that was undone. */
export function targetsOf(state: StackState, names: readonly SecretName[]): Targets {
  return Object.fromEntries(names.map((name) => [name, state.credentials[name].newest + 1]));
}
