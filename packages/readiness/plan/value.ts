/** A value that is known only after `up`: a preview cannot judge it. */
export const unknown: unique symbol = Symbol("known only after up");

export type Unknown = typeof unknown;

export type PlannedValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | Unknown
  | readonly PlannedValue[]
  | { readonly [key: string]: PlannedValue };

export type PlannedObject = { readonly [key: string]: PlannedValue };

export const isUnknown = (value: PlannedValue): value is Unknown => value === unknown;

export const isObject = (value: PlannedValue): value is PlannedObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The entries of a list that are objects; empty for anything else. */
export const objectsIn = (value: PlannedValue): readonly PlannedObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

/** The value at a path of keys; `unknown` as soon as anything along the path is. */
export function valueAt(value: PlannedValue, ...path: readonly string[]): PlannedValue {
  let inner = value;
  for (const key of path) {
    if (isUnknown(inner)) return unknown;
    inner = isObject(inner) ? inner[key] : undefined;
  }
  return inner;
}
