import { z } from "@hono/zod-openapi";

export interface WholeNumberOptions {
  readonly least: number;
  readonly most: number;
  /** Used when the parameter is absent. */
  readonly usual: number;
}

/**
 * A number in a query or a header: decimal digits and nothing else. `0x10`, `1e1`, ` 10` and `+10`,
 * which JavaScript takes as numbers too, are refused.
 */
export function wholeNumber({ least, most, usual }: WholeNumberOptions) {
  return z
    .string()
    .regex(/^\d{1,15}$/, "must be a whole number in decimal digits")
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .default(usual)
    .openapi({ type: "integer", minimum: least, maximum: most, default: usual });
}
