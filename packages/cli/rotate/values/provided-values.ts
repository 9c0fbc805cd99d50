import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import { secretNamed } from "../../stack/manifest.ts";
import { passphraseName } from "../passphrase/name.ts";
import type { Access, PersonsPart, Rotator } from "../rotators/rotator.ts";
import { isProvided, rotatorOf } from "../rotators/table.ts";
import {
  credentialIn,
  namesIn,
  otherSlot,
  type StackState,
  secretIn,
} from "../stack/stack-state.ts";
import type { ValueSource } from "./value-source.ts";

/**
 * Values supplied by an operator for this run, by secret. Only in memory, and in the environment of
 * one engine run.
 */
export type ProvidedValues = ReadonlyMap<string, string>;

/** The variables that pass them to the engine, named by the stack's program. */
export function providedEnvironment(manifest: Manifest, provided: ProvidedValues): Environment {
  return Object.fromEntries(
    [...provided].flatMap(([name, value]) => {
      const { provided: variable } = secretNamed(manifest, name);
      return variable === undefined ? [] : [[variable, value]];
    }),
  );
}

/**
 * Asks for each value and tries it at its vendor, before any change. Throws USAGE when prompting is
 * impossible, for a value in the wrong format and for one already in use, and ROTATION_REFUSED for
 * one that the vendor rejects.
 */
export async function askForValues(
  names: readonly string[],
  source: ValueSource | undefined,
  access: Access,
): Promise<ProvidedValues> {
  const provided = new Map<string, string>();
  requireUse(names, source, access.state);
  if (names.length === 0) return provided;
  if (source === undefined)
    throw new SeaworthyError(
      "USAGE",
      `The new value of ${names.join(", ")} is missing. ${howToGive}. Nothing was changed.`,
    );
  const rotators = names.map((name) => providedRotator(access, name));
  const values = await source.ask(rotators.map(promptOf));
  for (const [index, rotator] of rotators.entries()) {
    const value = values[index] ?? "";
    await checkValue(rotator, value, access);
    provided.set(rotator.name, value);
  }
  return provided;
}

/**
 * Throws USAGE when a source is given but no secret of the run needs a value: the secret's name was
 * probably forgotten.
 */
export function requireUse(
  names: readonly string[],
  source: ValueSource | undefined,
  state: StackState,
): void {
  if (names.length > 0 || source === undefined || source.isTyped) return;
  const possible = namesIn(state).filter((name) => isProvided(state.manifest, name));
  throw new SeaworthyError(
    "USAGE",
    `Name the secret that the value is for: ${[...possible, passphraseName].join(", ")}. Nothing was changed.`,
  );
}

const howToGive =
  'Type it on a terminal, pipe it in with --stdin, or give --command "<a shell command that prints it>"';

type ProvidedRotator = Rotator & { readonly person: PersonsPart };

/** Throws USAGE for a secret whose values are generated. */
function providedRotator({ state }: Access, name: string): ProvidedRotator {
  const rotator = rotatorOf(state.manifest, name);
  const { person } = rotator;
  if (person) return { ...rotator, person };
  throw new SeaworthyError(
    "USAGE",
    `${name} needs no value: the stack generates it. Nothing was changed.`,
  );
}

const promptOf = ({ name, person }: ProvidedRotator) =>
  `New value of ${name} (create one at ${person.madeAt})`;

async function checkValue(
  { name, person, acceptedBy, accepts }: ProvidedRotator,
  value: string,
  access: Access,
): Promise<void> {
  if (!person.form.test(value))
    throw new SeaworthyError(
      "USAGE",
      `Invalid value for ${name}: expected ${person.formText}. Nothing was changed.`,
    );
  const credential = credentialIn(access.state, name);
  const next = otherSlot(credential.slot);
  // A pending or published value was stored by the run being continued, so it is supplied again.
  if (credential.phase === "steady" && value === secretIn(credential, credential.slot))
    throw new SeaworthyError(
      "USAGE",
      `That value of ${name} is already in use. Create a new one at ${person.madeAt}. Nothing was changed.`,
    );
  if (acceptedBy === "vendor" && !(await accepts(access, value, next)))
    throw new SeaworthyError(
      "ROTATION_REFUSED",
      `The vendor rejected the new value of ${name}. Nothing was changed.`,
    );
}
