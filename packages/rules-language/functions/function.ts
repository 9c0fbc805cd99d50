import type { Plan } from "../limits.ts";
import type { PhaseName } from "../phases.ts";
import type { Type, Value } from "../values/types.ts";

/** `Array` and `Map` accept any element type. */
export type Taken = "String" | "Int" | "Bool" | "IP" | "Array" | "Map" | "Array<String>";

export interface Parameter {
  readonly takes: readonly Taken[];
  /** Cloudflare accepts some arguments only as literals, and others never as literals. */
  readonly literal?: "only" | "never";
  /** The argument must be one of these fields. */
  readonly oneOf?: readonly string[];
  /** What is wrong with a literal, or undefined. */
  readonly refuses?: (literal: Value) => string | undefined;
}

export type Run = (...values: readonly Value[]) => Value;

export interface FunctionDefinition {
  readonly parameters: readonly Parameter[];
  /** How many of the last parameters are optional. Default 0. */
  readonly optional?: number;
  /** True when the last parameter may be repeated. */
  readonly variadic?: true;
  /** Minimum, if the last parameter must be repeated, and maximum number of arguments. */
  readonly count?: { readonly least: number; readonly most: number };
  /** True when all arguments must have the first one's type. */
  readonly sameTypes?: true;
  readonly returns: Type | ((given: readonly Type[]) => Type);
  /** True for `any` and `all`: they combine the results of a condition on `[*]`. */
  readonly gathers?: true;
  /**
   * True when the function itself handles a missing argument; others then return a missing value.
   */
  readonly takesMissing?: true;
  /**
   * Where Cloudflare supports it: in the filters or the values of these phases. Default everywhere.
   */
  readonly where?: {
    readonly filter?: readonly PhaseName[];
    readonly value?: readonly PhaseName[];
  };
  readonly plan?: Plan;
  /** True when an expression may use it only once, and not with another such function. */
  readonly single?: true;
  /**
   * Called once per call site: `literals` contains the arguments that are literals, so that
   * patterns are compiled once.
   */
  readonly make: (literals: readonly Value[]) => Run;
}

export type FunctionRow = readonly [name: string, definition: FunctionDefinition];

export const string: Parameter = { takes: ["String"] };
export const int: Parameter = { takes: ["Int"] };
/** A string that Cloudflare does not accept as a literal. */
export const source: Parameter = { takes: ["String"], literal: "never" };

export const bytes = (value: Value): string => (typeof value === "string" ? value : "");
export const integer = (value: Value): number => (typeof value === "number" ? value : 0);

/** Rejects literals that are not a whole number from `least` to `most`. */
export const between =
  (least: number, most: number) =>
  (literal: Value): string | undefined =>
    typeof literal === "number" && literal >= least && literal <= most
      ? undefined
      : `a number from ${least} to ${most} is expected`;

/** Rejects flags other than these letters. */
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
