import type { Plan } from "../limits.ts";
import type { RuleRequest } from "../request.ts";
import type { Type, Value } from "../values/types.ts";

export interface FieldDefinition {
  readonly type: Type;
  readonly read: (request: RuleRequest) => Value;
  /** True when it only exists in phases that see the response. */
  readonly response?: true;
  /** True for packet fields, which HTTP phases do not have. */
  readonly packet?: true;
  /** True when only phases that list the field in `also` have it. */
  readonly listedOnly?: true;
  /** True when only value expressions may use it. */
  readonly valueOnly?: true;
  /** The lowest plan that includes it; every plan when absent. */
  readonly plan?: Plan;
  /**
   * True when only Cloudflare knows the value: here it is the documented neutral value, unless the
   * request sets another in `fields`.
   */
  readonly neutral?: true;
}

export type FieldRow = readonly [name: string, definition: FieldDefinition];

export const lists: Type = { map: { array: "String" } };
export const strings: Type = { array: "String" };

export const text = (read: (request: RuleRequest) => string): FieldDefinition => ({
  type: "String",
  read,
});
export const number = (read: (request: RuleRequest) => number): FieldDefinition => ({
  type: "Int",
  read,
});
export const truth = (read: (request: RuleRequest) => boolean): FieldDefinition => ({
  type: "Bool",
  read,
});

const neutralValues: Readonly<Record<"String" | "Int" | "Bool" | "IP", Value>> = {
  String: "",
  Int: 0,
  Bool: false,
  IP: undefined,
};

/**
 * A field whose value only Cloudflare knows. Neutral means "", 0, false, an empty array or map, or
 * what the field's page says.
 */
export function neutral(type: Type, given: { value?: Value; plan?: Plan } = {}): FieldDefinition {
  const value =
    given.value ??
    (typeof type === "string"
      ? neutralValues[type]
      : "array" in type
        ? []
        : new Map<string, Value>());
  return { type, read: () => value, neutral: true, ...(given.plan ? { plan: given.plan } : {}) };
}

/** Computes a value once per request, however many rules read it. */
export function once<T>(compute: (request: RuleRequest) => T): (request: RuleRequest) => T {
  const known = new WeakMap<RuleRequest, { readonly value: T }>();
  return (request) => {
    const found = known.get(request);
    if (found) return found.value;
    const value = compute(request);
    known.set(request, { value });
    return value;
  };
}

/** `name=value` pairs in order. */
export type Pairs = readonly (readonly [name: string, value: string])[];

export function pairsOf(text: string, separator: "&" | ";"): Pairs {
  return text
    .split(separator)
    .map((pair) => (separator === ";" ? pair.trim() : pair))
    .filter((pair) => pair !== "")
    .map((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
    });
}

/** The values of each name, in order. */
export function grouped(pairs: Pairs): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const group = groups.get(name);
    if (group) group.push(value);
    else groups.set(name, [value]);
  }
  return groups;
}

/**
 * The three fields of a map of lists: the map, all its names (with repetitions) and all its values,
 * in the same order.
 */
export function mapFields(
  name: string,
  read: (request: RuleRequest) => Pairs,
  more: Partial<FieldDefinition> = {},
): FieldRow[] {
  const pairs = once(read);
  return [
    [name, { type: lists, read: once((request) => grouped(pairs(request))), ...more }],
    [
      `${name}.names`,
      { type: strings, read: once((request) => pairs(request).map(([key]) => key)), ...more },
    ],
    [
      `${name}.values`,
      { type: strings, read: once((request) => pairs(request).map(([, value]) => value)), ...more },
    ],
  ];
}
