import type { types } from "@pulumi/cloudflare";

/** https://developers.cloudflare.com/waf/managed-rules/reference/cloudflare-managed-ruleset/ */
const cloudflareManagedRuleset = "efb7b8c949ac4650a09736fc376e9aee";

/** Cloudflare's managed rules, for every request, with their default actions. */
export function managedRules(): types.input.RulesetRule[] {
  return [
    {
      ref: "cloudflare-managed",
      description: "Cloudflare Managed Ruleset",
      expression: "true",
      enabled: true,
      action: "execute",
      actionParameters: { id: cloudflareManagedRuleset },
    },
  ];
}
