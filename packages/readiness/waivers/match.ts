import type { Finding, Rule } from "../rules/rule.ts";
import { daysBetween, longestDays, type Waiver } from "./waiver.ts";

/** What of a waiver says what it answers for. */
type Key = Pick<Waiver, "rule" | "resource" | "expires">;

/**
 * The waiver that answers for a violation of a rule: of that rule and resource, not expired, not
 * longer than the rule allows.
 */
export function waiverOf<One extends Key>(
  finding: Finding,
  rule: Rule,
  waivers: readonly One[],
  today: string,
): One | undefined {
  if (finding.kind !== "violation") return undefined;
  return waivers.find((waiver) => isAbout(waiver, finding, rule) && holds(waiver, rule, today));
}

/** Whether a waiver is of that rule and names what the finding is about. */
export function isAbout(waiver: Key, { resource }: Finding, rule: Rule): boolean {
  const names = resource === undefined ? ["stack"] : [resource.name, resource.urn];
  return waiver.rule === rule.id && names.includes(waiver.resource);
}

function holds({ expires }: Key, { rank }: Rule, today: string): boolean {
  const daysLeft = daysBetween(today, expires);
  return daysLeft >= 0 && daysLeft <= longestDays[rank];
}
