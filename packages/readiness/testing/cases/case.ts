import type { Change } from "../change.ts";

/**
 * How a rule is shown: production as shipped meets it; broken it does not; hidden it cannot be
 * judged.
 */
export interface Case {
  readonly rule: string;
  readonly broken: Change;
  /** Left out where a rule looks at nothing that an update has yet to make known. */
  readonly hidden?: Change;
  /** What production needs besides, for the rule to have something to judge. */
  readonly given?: Change;
}
