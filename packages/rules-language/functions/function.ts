import type { Plan } from "../limits.ts";
import type { PhaseName } from "../phases.ts";
import type { Type, Value } from "../values/types.ts";

/** `Array` and `Map` are those of anything. */
export type Taken = "String" | "Int" | "Bool" | "IP" | "Array" | "Map" | "Array<String>";

export interface Parameter {
  readonly takes: readonly Taken[];
  /** Cloudflare takes some arguments as literals only, and others never as literals. */
  readonly literal?: "only" | "never";
  /** The fields that the argument has to be one of. */
  readonly oneOf?: readonly string[];
  /** What is wrong with a literal, or undefined. */
  readonly refuses?: (literal: Value) => string | undefined;
}

export type Run = (...values: readonly Value[]) => Value;

export interface FunctionDefinition {
  readonly parameters: readonly Parameter[];
  /** How many of the last parameters may be left out. Default 0. */
  readonly optional?: number;
  /** True when the last parameter may be repeated. */
  readonly variadic?: true;
  /** Fewest arguments, where the last parameter has to be repeated; and most. */
  readonly count?: { readonly least: number; readonly most: number };
  /** True when all arguments have to be of the first one's type. */
  readonly sameTypes?: true;
  readonly returns: Type | ((given: readonly Type[]) => Type);
  /** True for `any` and `all`: they take all results of a condition on `[*]` together. */
  readonly gathers?: true;
  /**
   * True when the function itself says what it makes of a missing argument; others then give a
   * missing value.
   */
  readonly takesMissing?: true;
  /**
   * Where Cloudflare has it: in the filters, or in the values, of these phases. Default everywhere.
   */
  readonly where?: {
    readonly filter?: readonly PhaseName[];
    readonly value?: readonly PhaseName[];
  };
  readonly plan?: Plan;
  /** True when an expression may have it once, and not beside another such function. */
  readonly single?: true;
  /**
   * Made once for a call: `literals` has the arguments that are literals, so that patterns are
   * compiled once.
   */
  readonly make: (literals: readonly Value[]) => Run;
}

export type FunctionRow = readonly [name: string, definition: FunctionDefinition];

export const string: Parameter = { takes: ["String"] };
export const int: Parameter = { takes: ["Int"] };
/** A string that Cloudflare does not take as a literal. */
export const source: Parameter = { takes: ["String"], literal: "never" };

export const bytes = (value: Value): string => (typeof value === "string" ? value : "");
export const integer = (value: Value): number => (typeof value === "number" ? value : 0);

/** Refuses literals that are no whole number from `least` to `most`. */
export const between =
  (least: number, most: number) =>
  (literal: Value): string | undefined =>
    typeof literal === "number" && literal >= least && literal <= most
      ? undefined
      : `a number from ${least} to ${most} is expected`;

/** Refuses flags that are not among the letters. */
export const flags =
  (letters: string) =>
  (literal: Value): string | undefined =>
    [...bytes(literal)].every((letter) => letters.includes(letter))
      ? undefined
      : `the flags are ${[...letters].join(" and ")}`;

const headerTransforms = [
  "http_request_late_transform",
  "http_response_headers_transform",
] as const;
const transforms = ["http_request_transform", ...headerTransforms] as const;
const redirects = ["http_request_dynamic_redirect"] as const;
const firewall = ["http_request_firewall_custom", "http_ratelimit"] as const;

/** Groups of phases that the functions page names. */
export const groups = { headerTransforms, transforms, redirects, firewall };
