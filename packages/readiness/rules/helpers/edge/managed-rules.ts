import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { PlannedResource } from "../../../plan/resource.ts";
import { isUnknown, valueAt } from "../../../plan/value.ts";
import { rulesOfPhase } from "./edge-rules.ts";

/**
 * Cloudflare's managed rulesets against attacks.
 * https://developers.cloudflare.com/waf/managed-rules/reference/
 */
export const managedRulesets: Readonly<Record<string, string>> = {
  efb7b8c949ac4650a09736fc376e9aee: "Cloudflare Managed Ruleset",
  "4814384a9e5d4991b9815dcfc25d2f1f": "Cloudflare OWASP Core Ruleset",
  "77454fe2d30c4220b5701f6fdfb893ba": "Cloudflare Free Managed Ruleset",
};

/** Whether one of Cloudflare's managed rulesets against attacks runs for a request. */
export function runsManagedRules(
  resources: readonly PlannedResource[],
  request: RuleRequest,
): boolean {
  return rulesOfPhase(resources, "http_request_firewall_managed").rules.some((rule) => {
    if (rule.action !== "execute" || !rule.matches(request)) return false;
    const id = valueAt(rule.declared, "actionParameters", "id");
    return isUnknown(id) || String(id) in managedRulesets;
  });
}
