import { defined } from "@seaworthy/core/defined";
import type { PlannedResource } from "./plan/resource.ts";
import { kindsOf, ofType } from "./plan/resource.ts";
import { isOfZone, isZoneOfOtherStack } from "./rules/helpers/edge/shared-zone.ts";
import type { Facts, Finding, Need, Rule, Severity } from "./rules/rule.ts";
import { rules as everyRule } from "./rules/table.ts";

/**
 * Enables and disables rules and sets their numbers; rules that it does not name keep their
 * defaults.
 */
export interface Profile {
  readonly rules: Readonly<
    Record<
      string,
      { readonly severity?: Severity; readonly settings?: Readonly<Record<string, unknown>> }
    >
  >;
}

export interface Judging extends Facts {
  readonly profile?: Profile;
  /** Default: all rules of the table. */
  readonly rules?: readonly Rule[];
}

/** `unknown` is not a pass: something that the rule checks is known only after the update. */
export type Outcome = "passed" | "violation" | "unknown" | "waived" | "off" | "not-applicable";

export interface RuleResult {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
}

export interface Judgement {
  readonly results: readonly RuleResult[];
}

/**
 * Judges planned resources by every rule. Pure: the same resources on the same day give the same
 * judgement. Waivers are matched later (`evaluate`).
 */
export function judge(resources: readonly PlannedResource[], judging: Judging): Judgement {
  const { rules = everyRule } = judging;
  return { results: rules.map((rule) => judgeRule(rule, resources, judging)) };
}

/** A rule's effective severity: the profile's, otherwise its own for the environment. */
export function severityOf(
  rule: Rule,
  { profile, environment }: Pick<Judging, "profile" | "environment">,
): Severity {
  return profile?.rules[rule.id]?.severity ?? rule.severity[environment];
}

function judgeRule(
  rule: Rule,
  resources: readonly PlannedResource[],
  judging: Judging,
): RuleResult {
  const severity = severityOf(rule, judging);
  if (severity === "off") return { rule, severity, outcome: "off", findings: [] };
  if (!applies(rule, resources, judging))
    return { rule, severity, outcome: "not-applicable", findings: [] };
  const missing = missingNeeds(rule, resources, judging);
  if (missing.length > 0) return { rule, severity, outcome: "unknown", findings: missing };
  const findings = findingsOf(rule, resources, judging);
  return { rule, severity, outcome: outcomeOf(findings), findings };
}

/** A rule's findings with the profile's settings. */
function findingsOf(
  rule: Rule,
  resources: readonly PlannedResource[],
  judging: Judging,
): readonly Finding[] {
  const { profile, rules: _, ...facts } = judging;
  const settings = profile?.rules[rule.id]?.settings;
  return rule.judge(resources, { ...facts, ...defined({ settings }) });
}

function applies(rule: Rule, resources: readonly PlannedResource[], judging: Judging): boolean {
  const present = kindsOf(resources);
  const context = { ...judging, settings: judging.profile?.rules[rule.id]?.settings };
  if (isOfZone(rule) && isZoneOfOtherStack(resources, judging)) return false;
  return rule.subjects.some((kind) => present.has(kind)) && rule.applies?.(context) !== false;
}

const needs: Readonly<
  Record<
    Need,
    { said: string; met: (resources: readonly PlannedResource[], facts: Facts) => boolean }
  >
> = {
  config: { said: "the stack's configuration", met: (_, { config }) => config !== undefined },
  "encrypted-config": {
    said: "which configuration is encrypted",
    met: (_, { knowsEncrypted }) => knowsEncrypted === true,
  },
  schema: { said: "the database's schema", met: (_, { schema }) => schema !== undefined },
  "protect-option": {
    said: "which resources are protected",
    met: (resources) =>
      ofType(resources, "supabaseProject").every(({ options }) => options?.protect !== undefined),
  },
  "retain-option": {
    said: "which resources are retained",
    met: (resources) =>
      ofType(resources, "workerVersion").every(
        ({ options }) => options?.retainOnDelete !== undefined,
      ),
  },
  "secret-marks": {
    said: "which inputs are marked secret",
    met: (resources) => resources.every(({ secretPaths }) => secretPaths !== undefined),
  },
};

function missingNeeds(rule: Rule, resources: readonly PlannedResource[], facts: Facts): Finding[] {
  const missing = (rule.needs ?? []).filter((need) => !needs[need].met(resources, facts));
  return missing.map((need) => ({
    kind: "unknown",
    message: `${rule.id} needs to know ${needs[need].said}, which is missing.`,
  }));
}

function outcomeOf(findings: readonly Finding[]): Outcome {
  if (findings.some(({ kind }) => kind === "violation")) return "violation";
  return findings.length > 0 ? "unknown" : "passed";
}
