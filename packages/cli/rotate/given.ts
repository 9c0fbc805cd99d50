import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { type ThirdPartyName, thirdPartyTable } from "@seaworthy/infra/third-party-table";
import type { Access } from "./rotator.ts";
import { thirdPartyRotators } from "./rotators/third-party.ts";
import { credentialIn, otherSlot, secretIn } from "./stack-state.ts";
import type { ValueSource } from "./value-source.ts";

/**
 * Values that an operator gave to this run, by secret. In memory, and in the environment of one run
 * of the engine.
 */
export type Given = ReadonlyMap<ThirdPartyName, string>;

export function givenEnvironment(given: Given = new Map()): Environment {
  return Object.fromEntries(
    [...given].map(([name, value]) => [thirdPartyTable[name].given, value]),
  );
}

/**
 * Asks for a value of each and tries it at its vendor, before anything is touched. Throws USAGE
 * where nobody can be asked, for a value that is not of the vendor's form and for one that is in
 * use already, and ROTATION_REFUSED for one that the vendor does not take.
 */
export async function askForValues(
  names: readonly ThirdPartyName[],
  source: ValueSource | undefined,
  access: Access,
): Promise<Given> {
  const given = new Map<ThirdPartyName, string>();
  if (names.length === 0) return given;
  if (source === undefined)
    throw new SeaworthyError(
      "USAGE",
      `Nobody can be asked for the new value of ${names.join(", ")}. ${howToGive}. Nothing was touched.`,
    );
  const values = await source.ask(names.map(promptOf));
  for (const [index, name] of names.entries()) {
    const value = values[index] ?? "";
    await checkValue(name, value, access);
    given.set(name, value);
  }
  return given;
}

const howToGive =
  'Type it on a terminal, pipe it in with --stdin, or give --command "<a shell command that prints it>"';

const promptOf = (name: ThirdPartyName) =>
  `New value of ${name} (make one at ${thirdPartyRotators[name].person.madeAt})`;

async function checkValue(name: ThirdPartyName, value: string, access: Access): Promise<void> {
  const { person, acceptedBy, accepts } = thirdPartyRotators[name];
  if (!person.form.test(value))
    throw new SeaworthyError(
      "USAGE",
      `That is no value for ${name}: ${person.formText} is wanted. Nothing was touched.`,
    );
  const credential = credentialIn(access.state, name);
  const next = otherSlot(credential.slot);
  // One that is pending or published was stored by a run that this one goes on with: it is given
  // again.
  if (credential.phase === "steady" && value === secretIn(credential, credential.slot))
    throw new SeaworthyError(
      "USAGE",
      `That value of ${name} is in use already: make a new one at ${person.madeAt}. Nothing was touched.`,
    );
  if (acceptedBy === "vendor" && !(await accepts(access, value, next)))
    throw new SeaworthyError(
      "ROTATION_REFUSED",
      `The new value of ${name} is refused by its vendor. Nothing was touched.`,
    );
}
