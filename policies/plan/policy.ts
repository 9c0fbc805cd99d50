import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { findingsOf, type Judging, severityOf } from "../judge.ts";
import type { Finding, Need, Rule } from "../rules/rule.ts";
import { readPlanned } from "./read.ts";
import type { PlannedResource } from "./resource.ts";

/** Pulumi shows none of it to a policy pack: `seaworthy check` judges the rules that need it. */
const unseen: readonly Need[] = ["encrypted-config", "secret-marks"];

/** The policies of Pulumi that a table of rules makes: those that are on, with the severities of the stack's environment. */
export function policiesOf(rules: readonly Rule[], judging: Judging): Policies {
  const on = rules.filter((rule) => severityOf(rule, judging) !== "off" && !rule.needs?.some((need) => unseen.includes(need)));
  return [...on.map((rule) => policyOf(rule, judging)), unknownInputs(on, judging)];
}

function policyOf(rule: Rule, judging: Judging): ResourceValidationPolicy | StackValidationPolicy {
  const about = {
    name: rule.id,
    displayName: rule.title,
    description: `${rule.title}. ${rule.why}`,
    enforcementLevel: severityOf(rule, judging) === "mandatory" ? ("mandatory" as const) : ("advisory" as const),
    remediationSteps: rule.fix,
    severity: rule.rank,
    tags: [rule.area],
  };
  const report = (resources: readonly PlannedResource[], tell: (message: string, urn?: string) => void): void => {
    for (const { kind, message, resource } of findingsOf(rule, resources, judging)) {
      if (kind === "violation") tell(`${message}\nFix: ${rule.fix}`, resource?.urn);
    }
  };
  if (rule.scope === "stack") return { ...about, validateStack: ({ resources }, tell) => report(resources.map(readPlanned), tell) };
  return { ...about, validateResource: (resource, tell) => report([readPlanned(resource)], tell) };
}

/**
 * Says once for each rule and resource what a preview could not judge. It is a policy of its own because a rule's violations are
 * mandatory and this is not: during the update everything is known, and judged.
 */
function unknownInputs(rules: readonly Rule[], judging: Judging): StackValidationPolicy {
  return {
    name: "unknown-at-preview",
    displayName: "What this preview could not judge",
    description: "An input of a rule is known only after the update. It is judged then.",
    enforcementLevel: "advisory",
    validateStack: ({ resources }, tell) => {
      const planned = resources.map(readPlanned);
      for (const rule of rules) {
        for (const [urn, messages] of unknownsByResource(findingsOf(rule, planned, judging)))
          tell(`${rule.id}: ${messages.join("; ")}`, urn);
      }
    },
  };
}

function unknownsByResource(findings: readonly Finding[]): [urn: string | undefined, messages: string[]][] {
  const unknowns = findings.filter(({ kind }) => kind === "unknown");
  return [...Map.groupBy(unknowns, ({ resource }) => resource?.urn)].map(([urn, ofOne]) => [urn, ofOne.map(({ message }) => message)]);
}
