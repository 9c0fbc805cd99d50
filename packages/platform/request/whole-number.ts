import { z } from "@hono/zod-openapi";

export interface WholeNumberOptions {
  readonly least: number;
  readonly most: number;
  /** Used when the parameter is absent. */
  readonly usual: number;
}

/**
 * A number in a query or a header: only decimal digits. `0x10`, `1e1`, ` 10` and `+10`, which
 * JavaScript also accepts as numbers, are rejected.
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
