/**
 * Property values as plugins use them, and as the engine sends them.
 *
 * The wire format is JSON in which a secret is an object with a signature key and an unknown is a
 * special string; the constants are those of Pulumi's `sdk/go/common/resource/sig` and `property`
 * packages.
 */

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value that is encrypted in state and hidden in output. */
export class Secret {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }
}

class Unknown {
  toString(): string {
    return "[unknown]";
  }
}

/** At preview: an output of a resource that does not exist yet. */
export const unknown: Unknown = new Unknown();

export type Value = null | boolean | number | string | Unknown | Secret | readonly Value[] | Values;
export interface Values {
  readonly [property: string]: Value;
}

export function isValues(value: Value | undefined): value is Values {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret) &&
    !(value instanceof Unknown)
  );
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isUnknown(value: Value | undefined): boolean {
  return value instanceof Unknown;
}

/** True when the value contains an unknown. */
export function hasUnknown(value: Value): boolean {
  if (value instanceof Secret) return hasUnknown(value.value);
  if (isList(value)) return value.some(hasUnknown);
  return isValues(value) ? Object.values(value).some(hasUnknown) : isUnknown(value);
}

/** Decodes from wire format. */
export function decode(json: unknown): Value {
  if (json === unknownText) return unknown;
  if (json === null || json === undefined) return null;
  if (typeof json === "string" || typeof json === "number" || typeof json === "boolean")
    return json;
  if (Array.isArray(json)) return json.map(decode);
  const object = json as Record<string, unknown>;
  if (object[signatureKey] === secretSignature) return new Secret(decode(object.value));
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, decode(value)]));
}

/** Encodes to wire format. Omits nulls in objects: Pulumi has no null properties. */
export function encode(value: Value): unknown {
  if (value instanceof Unknown) return unknownText;
  if (value instanceof Secret)
    return { [signatureKey]: secretSignature, value: encode(value.value) };
  if (isList(value)) return value.map(encode);
  if (!isValues(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, encode(item)]])),
  );
}

/** The same values without secret marks. */
export function plain(value: Values): Values;
export function plain(value: Value): Value;
export function plain(value: Value): Value {
  if (value instanceof Secret) return plain(value.value);
  if (isList(value)) return value.map((item) => plain(item));
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** Equality ignoring secret marks and nulls in objects; an unknown equals nothing. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a instanceof Secret) return sameValue(a.value, b);
  if (b instanceof Secret) return sameValue(a, b.value);
  if (isUnknown(a) || isUnknown(b)) return false;
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  if (isValues(a) && isValues(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) =>
      sameValue(a[key], b[key]),
    );
  }
  return (a ?? null) === (b ?? null);
}

/**
 * Marks values that are secret at the same place in `source`. A list whose elements differ from the
 * source's is marked as a whole, because a secret may have moved within it.
 */
export function carrySecrets(values: Values, source: Values): Values {
  const marked = Object.entries(values).map(
    ([key, value]) => [key, carry(value, source[key])] as const,
  );
  return Object.fromEntries(marked);
}

function carry(value: Value, source: Value | undefined): Value {
  if (value instanceof Secret || value === null || source === undefined) return value;
  if (source instanceof Secret) return new Secret(value);
  if (isValues(value) && isValues(source)) return carrySecrets(value, source);
  if (!isList(value) || !hasSecret(source)) return value;
  if (isList(source) && sameValue(value, source))
    return value.map((item, index) => carry(item, source[index]));
  return new Secret(plain(value));
}

function hasSecret(value: Value): boolean {
  if (value instanceof Secret) return true;
  if (isList(value)) return value.some(hasSecret);
  return isValues(value) && Object.values(value).some(hasSecret);
}
