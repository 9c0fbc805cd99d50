import type { Literal } from "./syntax.ts";

/** `each` is what `[*]` makes of an array or map: the operation around it is done for every element. */
export type Type = Literal["type"] | { readonly array: Type } | { readonly map: Type } | { readonly each: Type };

export function typeName(type: Type): string {
  if (typeof type === "string") return type;
  if ("array" in type) return `Array<${typeName(type.array)}>`;
  if ("map" in type) return `Map<${typeName(type.map)}>`;
  return `${typeName(type.each)} of each element`;
}

export function sameType(left: Type, right: Type): boolean {
  return typeName(left) === typeName(right);
}

/** The type inside `each`, or the type itself. */
export function elementOf(type: Type): Type {
  return typeof type === "object" && "each" in type ? type.each : type;
}

export function isEach(type: Type): boolean {
  return typeof type === "object" && "each" in type;
}

/** What fields and functions give at run time; undefined is a missing header, cookie or argument. */
export type Value = string | number | boolean | undefined | readonly Value[] | ReadonlyMap<string, Value>;
