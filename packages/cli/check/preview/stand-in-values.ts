import { SeaworthyError } from "@seaworthy/core/errors";
import { standInFor } from "@seaworthy/core/stand-in";

/** Texts that stand for encrypted values, by their full key; any other key gets a secret's. */
export type StandInValues = ReadonlyMap<string, string>;

/** The SDK's sentence on a value of the wrong type, or not of a list. */
const wrongType =
  /Configuration '([^']+)' value '[^']*' is not a (?:valid (boolean|number|JSON object)|legal enum value \(\["((?:[^"\\]|\\.)*)")/;

/**
 * What to try next when the program expects another type of an encrypted value, such as
 * `requireSecretNumber` does; undefined when it failed on something else.
 */
export function nextValues(thrown: unknown, tried: StandInValues): StandInValues | undefined {
  const message = thrown instanceof SeaworthyError ? thrown.message : "";
  const [, key, type, choice] = wrongType.exec(message) ?? [];
  if (key === undefined || tried.has(key)) return undefined;
  return new Map([...tried, [key, choice ?? textOf(key, type)]]);
}

function textOf(key: string, type: string | undefined): string {
  if (type === "boolean") return "true";
  return type === "number" ? String(standInFor(key, "number")) : "{}";
}

/** A missing or wrong value of the stack file: no other stand-in helps. */
export const isOfConfiguration = ({ message }: SeaworthyError): boolean =>
  wrongType.test(message) || message.includes("Missing required configuration variable");
