import type { Finding, Rule } from "../rules/rule.ts";
import { daysBetween, longestDays, type Waiver } from "./waiver.ts";

/** The waiver that answers for a violation of a rule: of that rule and resource, not expired, not longer than the rule allows. */
export function waiverOf(finding: Finding, rule: Rule, waivers: readonly Waiver[], today: string): Waiver | undefined {
  if (finding.kind !== "violation") return undefined;
  const names = finding.resource === undefined ? ["stack"] : [finding.resource.name, finding.resource.urn];
  return waivers.find((waiver) => waiver.rule === rule.id && names.includes(waiver.resource) && holds(waiver, rule, today));
}

function holds({ expires }: Waiver, { rank }: Rule, today: string): boolean {
  const daysLeft = daysBetween(today, expires);
  return daysLeft >= 0 && daysLeft <= longestDays[rank];
}
