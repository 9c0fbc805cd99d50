import { accountId, zoneId } from "../ids.ts";
import type { RulesetKind } from "./rule-phases.ts";

/** Who has rulesets: the zone, and the account for bulk redirects. */
export interface RulesetOwner {
  readonly kind: RulesetKind;
  /** Path of its rulesets. */
  readonly path: string;
}

export const rulesetOwners: readonly RulesetOwner[] = [
  { kind: "zone", path: `/zones/${zoneId}/rulesets` },
  { kind: "root", path: `/accounts/${accountId}/rulesets` },
];
