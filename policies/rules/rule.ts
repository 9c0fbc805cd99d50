import type { PlannedResource } from "../plan/resource.ts";

export const environments = ["local", "staging", "prod"] as const;
export type Environment = (typeof environments)[number];

export const areas = ["database", "edge", "secrets"] as const;
export type Area = (typeof areas)[number];

/** `mandatory` refuses the update, `advisory` only says so. */
export type Severity = "mandatory" | "advisory";

export interface Finding {
  /** `unknown`: this cannot be judged before the update has made it known. */
  readonly kind: "violation" | "unknown";
  /** What is wrong, or what is not known; never a secret's value. */
  readonly message: string;
  /** The resource it is about; none when one is missing. */
  readonly resource?: PlannedResource;
}

/** A requirement on a stack: data about it, and a pure function that finds what does not meet it. */
export interface Rule {
  /** `<area>-<what is required>`. */
  readonly id: string;
  readonly area: Area;
  /** The requirement in one line. */
  readonly title: string;
  /** What it protects from. */
  readonly why: string;
  /** What to do about a violation, with the key of the stack file where there is one. */
  readonly fix: string;
  /** Where the requirement, or its number, comes from. */
  readonly source: string;
  readonly severity: Readonly<Record<Environment, Severity>>;
  /** `resource`: each resource is judged before it is touched. `stack`: all of them together, at the end of a preview and of an update. */
  readonly scope: "resource" | "stack";
  readonly judge: (resources: readonly PlannedResource[]) => readonly Finding[];
}

export const everywhere: Rule["severity"] = { local: "mandatory", staging: "mandatory", prod: "mandatory" };

export function violation(message: string, resource?: PlannedResource): Finding {
  return { kind: "violation", message, ...(resource === undefined ? {} : { resource }) };
}

/** @param what the property that is not known yet, as `projectRef of pooler`. */
export function notKnown(what: string, resource: PlannedResource): Finding {
  return { kind: "unknown", message: `${what} of ${resource.name} is known only after the update; it is judged again then`, resource };
}
