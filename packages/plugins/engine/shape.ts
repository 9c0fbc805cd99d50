/**
 * The properties of a resource type: one description drives checking, diffing, mapping to and from
 * a vendor's JSON, and what is encrypted in state. A test compares it with the real providers'
 * schemas.
 */
type Kind =
  | { readonly is: "string" | "number" | "boolean" | "any" }
  /** A string of JSON; compared by content. */
  | { readonly is: "json" }
  | { readonly is: "list" | "map"; readonly of: Property }
  | { readonly is: "object"; readonly shape: Shape };

export interface Flags {
  /**
   * `required` and `optional` inputs; `computed`: an optional input that the vendor fills in when
   * omitted; `output`: never an input. Default `optional`.
   */
  readonly mode?: "required" | "optional" | "computed" | "output";
  /** A change requires a new object. */
  readonly replaces?: boolean;
  readonly secret?: boolean;
  /** The vendor's name for it, if it is not the property's name in snake case. */
  readonly wire?: string;
  /** The vendor may not return it: if a response lacks it, what was sent is kept. */
  readonly writeOnly?: boolean;
  /** Not in the request's body: it is in the path, or another call sends it. */
  readonly elsewhere?: boolean;
  /** Changes with every update, so a preview must not promise the old value. */
  readonly moves?: boolean;
  /** The only allowed values. */
  readonly oneOf?: readonly string[];
  /** Range of whole numbers, inclusive. */
  readonly range?: readonly [from: number, to: number];
  /** A pattern for strings, with the message when it does not match. */
  readonly matches?: readonly [pattern: RegExp, says: string];
  /** Value of an omitted input. */
  readonly default?:
    | string
    | number
    | boolean
    | readonly string[]
    | Readonly<Record<string, string>>;
  /** Exists in the real provider but must not be used: why, and what to use instead. */
  readonly refused?: string;
  /** An output that a new object does not have yet. */
  readonly later?: boolean;
  /**
   * When omitted, it becomes the resource's name and seven random hex digits, as in Pulumi's
   * bridges.
   */
  readonly autoname?: boolean;
}

export interface Property extends Flags {
  readonly kind: Kind;
}

export type Shape = Readonly<Record<string, Property>>;

/** Keeps the literal types of the flags, from which the SDK's types are made. */
const scalar =
  <const Is extends "string" | "number" | "boolean" | "any" | "json">(is: Is) =>
  <const F extends Flags = Record<never, never>>(flags?: F) =>
    ({ kind: { is }, ...flags }) as { readonly kind: { readonly is: Is } } & F;

export const string = scalar("string");
export const number = scalar("number");
export const boolean = scalar("boolean");
export const any = scalar("any");
export const json = scalar("json");

const collection =
  <const Is extends "list" | "map">(is: Is) =>
  <const Of extends Property, const F extends Flags = Record<never, never>>(of: Of, flags?: F) =>
    ({ kind: { is, of }, ...flags }) as {
      readonly kind: { readonly is: Is; readonly of: Of };
    } & F;

export const list = collection("list");
export const map = collection("map");

export const object = <const S extends Shape, const F extends Flags = Record<never, never>>(
  shape: S,
  flags?: F,
) =>
  ({ kind: { is: "object", shape }, ...flags }) as {
    readonly kind: { readonly is: "object"; readonly shape: S };
  } & F;

export const required = { mode: "required" } as const satisfies Flags;
export const computed = { mode: "computed" } as const satisfies Flags;
export const output = { mode: "output" } as const satisfies Flags;

export function isInput(property: Property): boolean {
  return property.mode !== "output";
}

/** A shape whose vendor uses Pulumi's camel-case names. */
export function camelCased(shape: Shape): Shape {
  return Object.fromEntries(
    Object.entries(shape).map(([name, property]) => [
      name,
      { wire: name, ...property, kind: camelCasedKind(property.kind) },
    ]),
  );
}

function camelCasedKind(kind: Kind): Kind {
  if (kind.is === "object") return { ...kind, shape: camelCased(kind.shape) };
  return kind.is === "list" || kind.is === "map"
    ? { ...kind, of: { ...kind.of, kind: camelCasedKind(kind.of.kind) } }
    : kind;
}

/** `requestsPerPeriod` → `requests_per_period`. */
export function wireName(name: string, property: Property): string {
  return property.wire ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
