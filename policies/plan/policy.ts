import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Environment, Finding, Rule } from "../rules/rule.ts";
import { readPlanned } from "./read.ts";

/** The policies of Pulumi that a table of rules makes, with the severities of one environment. */
export function policiesOf(rules: readonly Rule[], environment: Environment): Policies {
  return [...rules.map((rule) => policyOf(rule, environment)), unknownInputs(rules)];
}

function policyOf(rule: Rule, environment: Environment): ResourceValidationPolicy | StackValidationPolicy {
  const about = {
    name: rule.id,
    displayName: rule.title,
    description: `${rule.title}. ${rule.why}`,
    enforcementLevel: rule.severity[environment],
    remediationSteps: rule.fix,
    tags: [rule.area],
  };
  const report = (findings: readonly Finding[], tell: (message: string, urn?: string) => void): void => {
    for (const { kind, message, resource } of findings) {
      if (kind === "violation") tell(`${message}\nFix: ${rule.fix}`, resource?.urn);
    }
  };
  if (rule.scope === "stack") {
    return { ...about, validateStack: ({ resources }, tell) => report(rule.judge(resources.map(readPlanned)), tell) };
  }
  return { ...about, validateResource: (resource, tell) => report(rule.judge([readPlanned(resource)]), tell) };
}

/**
 * Says once for each rule and resource what a preview could not judge. It is a policy of its own because a rule's violations are
 * mandatory and this is not: during the update everything is known, and judged.
 */
function unknownInputs(rules: readonly Rule[]): StackValidationPolicy {
  return {
    name: "unknown-at-preview",
    displayName: "What this preview could not judge",
    description: "An input of a rule is known only after the update. It is judged then.",
    enforcementLevel: "advisory",
    validateStack: ({ resources }, tell) => {
      const planned = resources.map(readPlanned);
      for (const rule of rules) {
        for (const [urn, messages] of unknownsByResource(rule.judge(planned))) tell(`${rule.id}: ${messages.join("; ")}`, urn);
      }
    },
  };
}

function unknownsByResource(findings: readonly Finding[]): [urn: string | undefined, messages: string[]][] {
  const unknowns = findings.filter(({ kind }) => kind === "unknown");
  return [...Map.groupBy(unknowns, ({ resource }) => resource?.urn)].map(([urn, ofOne]) => [urn, ofOne.map(({ message }) => message)]);
}
