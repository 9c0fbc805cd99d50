import type { z } from "zod";

/** What is wrong with a binding: names and reasons, never values. */
export interface BindingProblem {
  readonly name: string;
  readonly message: string;
}

/** From an issue of a schema whose keys are bindings. */
export function problemOf({ path, message }: z.core.$ZodIssue): BindingProblem {
  return { name: String(path[0]), message };
}

/** `JWT_SECRET: must have at least 32 characters`. */
export function lineOf({ name, message }: BindingProblem): string {
  return `${name}: ${message}`;
}
