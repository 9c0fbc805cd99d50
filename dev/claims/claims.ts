import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const proof = z.union([
  z.strictObject({ test: z.string(), title: z.string().min(1) }),
  z.strictObject({ policy: z.string() }),
  /** A long run, whose last result must have passed; `measured` is in that result's summary. */
  z.strictObject({ long: z.string(), measured: z.string().min(1).optional() }),
]);
export type Proof = z.output<typeof proof>;

const claim = z.strictObject({
  /** Stable: the report, and the claim's position in it. */
  id: z.string().regex(/^(00[0-4]|X)-\d{2}$/),
  claim: z.string().min(1),
  /**
   * `met`: tests show it. `differs`: met in another way. `not here`: does not apply. `not met`: the
   * rest.
   */
  status: z.enum(["met", "differs", "not here", "not met"]),
  shownBy: z.array(proof).min(1).optional(),
  because: z.string().min(1).optional(),
});
export type Claim = z.output<typeof claim>;

/** The reports' workloads in order, and the number of claims in each report. */
export const reports = {
  outreach: 86,
  feed: 52,
  insights: 72,
  calls: 79,
  tables: 54,
  across: 3,
} as const;
export type Report = keyof typeof reports;

/** The claims of one report, from `dev/claims/<report>.json`. */
export function readClaims(report: Report): readonly Claim[] {
  const file = join(import.meta.dirname, `${report}.json`);
  return z.array(claim).parse(JSON.parse(readFileSync(file, "utf8")));
}
