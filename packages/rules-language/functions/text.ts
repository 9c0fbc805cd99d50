import { limits } from "../limits.ts";
import { lowerAscii, upperAscii } from "../values/bytes.ts";
import { isArray, isList, type Type, type Value } from "../values/types.ts";
import {
  bytes,
  type FunctionRow,
  flags,
  groups,
  int,
  integer,
  source,
  string,
} from "./function.ts";
import { decodeUrl } from "./percent.ts";

/** Functions on strings. */
export const textFunctions: readonly FunctionRow[] = [
  [
    "lower",
    { parameters: [string], returns: "String", make: () => (text) => lowerAscii(bytes(text)) },
  ],
  [
    "upper",
    { parameters: [string], returns: "String", make: () => (text) => upperAscii(bytes(text)) },
  ],
  [
    "starts_with",
    {
      parameters: [source, string],
      returns: "Bool",
      make: () => (text, start) => bytes(text).startsWith(bytes(start)),
    },
  ],
  [
    "ends_with",
    {
      parameters: [source, string],
      returns: "Bool",
      make: () => (text, end) => bytes(text).endsWith(bytes(end)),
    },
  ],
  [
    "concat",
    {
      parameters: [{ takes: ["String", "Int", "Array"] }],
      variadic: true,
      count: limits.concatArguments,
      returns: joined,
      takesMissing: true,
      make: () => concat,
    },
  ],
  [
    "substring",
    {
      parameters: [source, int, int],
      optional: 1,
      returns: "String",
      make: () => (text, from, to) =>
        bytes(text).slice(integer(from), to === undefined ? undefined : integer(to)),
    },
  ],
  ["remove_bytes", { parameters: [string, string], returns: "String", make: () => removeBytes }],
  [
    "remove_query_args",
    {
      parameters: [
        { ...source, oneOf: ["http.request.uri.query", "raw.http.request.uri.query"] },
        string,
      ],
      variadic: true,
      returns: "String",
      where: { value: groups.transforms },
      make: () => removeArguments,
    },
  ],
  [
    "to_string",
    {
      parameters: [{ takes: ["Int", "Bool", "IP"] }],
      returns: "String",
      where: { value: [...groups.transforms, ...groups.redirects] },
      make: () => (value) => String(value),
    },
  ],
  [
    "url_decode",
    {
      parameters: [source, { ...string, literal: "only", refuses: flags("ru") }],
      optional: 1,
      returns: "String",
      make: ([, options]) => {
        const decoding = {
          recursive: bytes(options).includes("r"),
          unicode: bytes(options).includes("u"),
        };
        return (text) => decodeUrl(bytes(text), decoding);
      },
    },
  ],
];

/** Arrays give an array, everything else gives text. */
function joined([first = "String", ...others]: readonly Type[]): Type {
  return isArray(first) && others.every(isArray) ? first : "String";
}

function concat(...values: readonly Value[]): Value {
  if (values.every((value) => value === undefined)) return undefined;
  if (values.some(isList)) return values.flatMap((value) => (isList(value) ? value : []));
  return values.map((value) => (value === undefined ? "" : String(value))).join("");
}

function removeBytes(text: Value, drop: Value): string {
  const dropped = bytes(drop);
  let kept = "";
  for (const byte of bytes(text)) if (!dropped.includes(byte)) kept += byte;
  return kept;
}

function removeArguments(query: Value, ...names: readonly Value[]): string {
  return bytes(query)
    .split("&")
    .filter((pair) => !names.includes(pair.split("=", 1)[0]))
    .join("&");
}
