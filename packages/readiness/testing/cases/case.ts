import type { Change } from "../change.ts";

/**
 * How a rule is tested: production as shipped meets it, `broken` violates it, `hidden` cannot be
 * judged.
 */
export interface Case {
  readonly rule: string;
  readonly broken: Change;
  /** Omitted if the rule reads nothing that only an update makes known. */
  readonly hidden?: Change;
  /** What production needs in addition, for the rule to have something to judge. */
  readonly given?: Change;
}
