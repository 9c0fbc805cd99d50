/**
 * What a resource type's properties are: one description drives checking, diffing, the mapping to a
 * vendor's JSON and back, and what is encrypted in state. It is held to the real providers' schemas
 * by a test.
 */
type Kind =
  | { readonly is: "string" | "number" | "boolean" | "any" }
  /** A string that holds JSON; compared by meaning. */
  | { readonly is: "json" }
  | { readonly is: "list" | "map"; readonly of: Property }
  | { readonly is: "object"; readonly shape: Shape };

export interface Flags {
  /**
   * `required` and `optional` inputs; `computed`: an optional input that the vendor fills in when
   * it is left out; `output`: never an input. Default `optional`.
   */
  readonly mode?: "required" | "optional" | "computed" | "output";
  /** A change needs a new object. */
  readonly replaces?: boolean;
  readonly secret?: boolean;
  /** The vendor's name for it, where that is not the property's name in snake case. */
  readonly wire?: string;
  /** The vendor may keep it to itself: where an answer lacks it, what was sent stands. */
  readonly writeOnly?: boolean;
  /** Not part of a request's body: it is in the path, or another call sends it. */
  readonly elsewhere?: boolean;
  /** Another value after every update, so a preview must not promise the old one. */
  readonly moves?: boolean;
  /** The only values that are allowed. */
  readonly oneOf?: readonly string[];
  /** Whole numbers from and to, both included. */
  readonly range?: readonly [from: number, to: number];
  /** For a string, and what to say when it does not match. */
  readonly matches?: readonly [pattern: RegExp, says: string];
  /** What an input is when it is left out. */
  readonly default?:
    | string
    | number
    | boolean
    | readonly string[]
    | Readonly<Record<string, string>>;
  /** The real provider has it and it must not be used: why, and what to use. */
  readonly refused?: string;
  /** An output that a new object does not have yet. */
  readonly later?: boolean;
  /**
   * Left out, it becomes the resource's name and seven random hex digits, as Pulumi's bridges do.
   */
  readonly autoname?: boolean;
}

export interface Property extends Flags {
  readonly kind: Kind;
}

export type Shape = Readonly<Record<string, Property>>;

export const string = (flags: Flags = {}): Property => ({ kind: { is: "string" }, ...flags });
export const number = (flags: Flags = {}): Property => ({ kind: { is: "number" }, ...flags });
export const boolean = (flags: Flags = {}): Property => ({ kind: { is: "boolean" }, ...flags });
export const any = (flags: Flags = {}): Property => ({ kind: { is: "any" }, ...flags });
export const json = (flags: Flags = {}): Property => ({ kind: { is: "json" }, ...flags });
export const list = (of: Property, flags: Flags = {}): Property => ({
  kind: { is: "list", of },
  ...flags,
});
export const map = (of: Property, flags: Flags = {}): Property => ({
  kind: { is: "map", of },
  ...flags,
});
export const object = (shape: Shape, flags: Flags = {}): Property => ({
  kind: { is: "object", shape },
  ...flags,
});

export const required: Flags = { mode: "required" };
export const computed: Flags = { mode: "computed" };
export const output: Flags = { mode: "output" };

export function isInput(property: Property): boolean {
  return property.mode !== "output";
}

/** A shape whose vendor writes names as Pulumi does. */
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
