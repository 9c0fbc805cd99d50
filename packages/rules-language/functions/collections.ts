import { limits } from "../limits.ts";
import { isArray, isList, isMap, sameType, type Type, type Value } from "../values/types.ts";
import { between, bytes, type FunctionRow, groups, integer, string } from "./function.ts";

const conditions = { parameters: [{ takes: [] }], gathers: true, returns: "Bool" } as const;

const responses = ["http_response_headers_transform", "http_custom_errors"] as const;
const joining = [
  ...groups.transforms,
  "http_request_firewall_custom",
  "http_custom_errors",
] as const;

/** Functions on arrays and maps. */
export const collectionFunctions: readonly FunctionRow[] = [
  ["any", { ...conditions, make: () => (results) => isList(results) && results.includes(true) }],
  [
    "all",
    {
      ...conditions,
      takesMissing: true,
      // `all` is true for a missing array.
      make: () => (results) =>
        results === undefined || (isList(results) && results.every((result) => result === true)),
    },
  ],
  [
    "coalesce",
    {
      parameters: [{ takes: ["String", "Int", "Bool", "IP", "Array", "Map"] }],
      variadic: true,
      sameTypes: true,
      takesMissing: true,
      returns: ([first = "String"]) => first,
      make:
        () =>
        (...values) =>
          values.find((value) => value !== undefined),
    },
  ],
  [
    "len",
    {
      parameters: [{ takes: ["String", "Array"] }],
      returns: "Int",
      make: () => (value) =>
        typeof value === "string" || isList(value) ? value.length : undefined,
    },
  ],
  [
    "has_key",
    {
      parameters: [{ takes: ["Map"] }, string],
      returns: "Bool",
      make: () => (map, key) => map instanceof Map && map.has(key),
    },
  ],
  [
    "has_value",
    {
      parameters: [{ takes: ["Array", "Map"] }, { takes: ["String", "Int", "Bool", "IP"] }],
      returns: "Bool",
      make: () => hasValue,
    },
  ],
  [
    "join",
    {
      parameters: [{ takes: ["Array<String>"] }, string],
      returns: "String",
      where: { filter: joining, value: joining },
      make: () => (items, separator) =>
        isList(items) ? items.map(bytes).join(bytes(separator)) : undefined,
    },
  ],
  [
    "split",
    {
      parameters: [
        string,
        {
          ...string,
          literal: "only",
          refuses: (literal) => (literal === "" ? "a separator is expected" : undefined),
        },
        { takes: ["Int"], literal: "only", refuses: between(1, limits.splitElements) },
      ],
      returns: { array: "String" },
      where: { filter: responses, value: responses },
      make: () => split,
    },
  ],
];

/** At most `limit` parts; the last one is the rest of the text. */
function split(text: Value, separator: Value, limit: Value): Value {
  const parts = bytes(text).split(bytes(separator));
  const most = integer(limit);
  return parts.length <= most
    ? parts
    : [...parts.slice(0, most - 1), parts.slice(most - 1).join(bytes(separator))];
}

/** In a map of arrays, the arrays are searched. */
function hasValue(collection: Value, wanted: Value): boolean {
  const values =
    collection instanceof Map ? [...collection.values()] : isList(collection) ? collection : [];
  return values.some((value) => (isList(value) ? value.includes(wanted) : value === wanted));
}

/** The type of values that `has_value` searches: those of the innermost array or map. */
function valueType(type: Type): Type {
  if (isArray(type)) return valueType(type.array);
  return isMap(type) ? valueType(type.map) : type;
}

export const hasSameValues = (collection: Type, value: Type): boolean =>
  sameType(valueType(collection), value);
