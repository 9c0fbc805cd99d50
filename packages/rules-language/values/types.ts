/**
 * `each` is the result of `[*]` on an array or map: the surrounding operation runs for every
 * element.
 */
export type Type =
  | "String"
  | "Int"
  | "Bool"
  | "IP"
  | { readonly array: Type }
  | { readonly map: Type }
  | { readonly each: Type };

export function typeName(type: Type): string {
  if (typeof type === "string") return type;
  if ("array" in type) return `Array<${typeName(type.array)}>`;
  if ("map" in type) return `Map<${typeName(type.map)}>`;
  return `${typeName(type.each)} of each element`;
}

export function sameType(left: Type, right: Type): boolean {
  return left === right || typeName(left) === typeName(right);
}

/** The type inside `each`, otherwise the type itself. */
export function elementOf(type: Type): Type {
  return typeof type === "object" && "each" in type ? type.each : type;
}

export function isEach(type: Type): type is { readonly each: Type } {
  return typeof type === "object" && "each" in type;
}

export function isArray(type: Type): type is { readonly array: Type } {
  return typeof type === "object" && "array" in type;
}

export function isMap(type: Type): type is { readonly map: Type } {
  return typeof type === "object" && "map" in type;
}

/**
 * Values of fields and functions at run time. Strings are bytes (see `bytes.ts`), addresses are
 * text. Undefined is Cloudflare's "missing value": of a header, cookie, argument or position that
 * does not exist.
 */
export type Value =
  | string
  | number
  | boolean
  | undefined
  | readonly Value[]
  | ReadonlyMap<string, Value>;

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
