import { toBytes, toText } from "../values/bytes.ts";
import type { Value } from "../values/types.ts";
import { bytes, type FunctionRow, type Parameter, source } from "./function.ts";

const key: Parameter = { takes: ["String", "Int"] };

/**
 * Functions that read a JSON document; what does not exist or has another type is a missing value.
 */
export const jsonFunctions: readonly FunctionRow[] = [
  [
    "lookup_json_string",
    { parameters: [source, key], variadic: true, returns: "String", make: () => lookup(isText) },
  ],
  [
    "lookup_json_integer",
    { parameters: [source, key], variadic: true, returns: "Int", make: () => lookup(isInteger) },
  ],
];

const isText = (value: unknown) => typeof value === "string";
const isInteger = (value: unknown) => Number.isSafeInteger(value);

function lookup(wanted: (value: unknown) => boolean): (...values: readonly Value[]) => Value {
  return (document, ...keys) => {
    const found = keys.reduce<unknown>(step, parsedDocument(bytes(document)));
    if (!wanted(found)) return undefined;
    return typeof found === "string" ? toBytes(found) : (found as number);
  };
}

function step(value: unknown, by: Value): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (typeof by === "number") return Array.isArray(value) ? (value[by] as unknown) : undefined;
  const name = toText(bytes(by));
  return !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/**
 * With the source text of each number: `42.0` is not an integer here, though JSON.parse returns 42.
 * TypeScript's library does not declare `context` yet.
 */
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

let last: { readonly text: string; readonly value: unknown } = { text: "", value: undefined };

/** Several rules read the same body, so the last parsed document is kept. */
function parsedDocument(text: string): unknown {
  if (last.text !== text) last = { text, value: parseOnce(toText(text)) };
  return last.value;
}

function parseOnce(text: string): unknown {
  try {
    return parseWithSource(text, (_key, value, { source }) =>
      typeof value === "number" && source !== undefined && !/^-?\d+$/.test(source)
        ? undefined
        : value,
    );
  } catch (thrown) {
    // not JSON, or nested deeper than the parser's stack
    if (thrown instanceof SyntaxError || thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}
