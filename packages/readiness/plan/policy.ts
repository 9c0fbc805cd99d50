import type {
  Policies,
  PolicyResource,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { schemaOfStack } from "../database/migrations.ts";
import { findingsOf, type Judging, severityOf } from "../judge.ts";
import type { Finding, Need, Rule } from "../rules/rule.ts";
import { waiverOf } from "../waivers/match.ts";
import { readPlanned } from "./read.ts";
import { kindsOf, type PlannedResource, types } from "./resource.ts";

/** Pulumi shows none of it to a policy pack: `seaworthy check` judges the rules that need it. */
const unseen: readonly Need[] = ["encrypted-config", "secret-marks", "retain-option"];

/**
 * The policies of Pulumi that a table of rules makes: those that are on, with the severities of the
 * stack's environment.
 */
export function policiesOf(rules: readonly Rule[], judging: Judging): Policies {
  const on = rules.filter(
    (rule) =>
      severityOf(rule, judging) !== "off" && !rule.needs?.some((need) => unseen.includes(need)),
  );
  return [...on.map((rule) => policyOf(rule, judging)), unknownInputs(on, judging)];
}

function policyOf(rule: Rule, judging: Judging): ResourceValidationPolicy | StackValidationPolicy {
  const about = {
    name: rule.id,
    displayName: rule.title,
    description: `${rule.title}. ${rule.why}`,
    enforcementLevel:
      severityOf(rule, judging) === "mandatory" ? ("mandatory" as const) : ("advisory" as const),
    remediationSteps: rule.fix,
    severity: rule.rank,
    tags: [rule.area],
  };
  const report = async (
    resources: readonly PlannedResource[],
    tell: ReportViolation,
  ): Promise<void> => {
    for (const finding of await judgeBy(rule, resources, judging)) {
      if (
        finding.kind === "violation" &&
        waiverOf(finding, rule, judging.waivers ?? [], judging.today) === undefined
      )
        tell(`${describe(finding)}\nFix: ${rule.fix}`, finding.resource?.urn);
    }
  };
  if (rule.scope === "stack")
    return { ...about, validateStack: ({ resources }, tell) => report(read(resources), tell) };
  const [only, ...others] = rule.subjects;
  const validateResource = (resource: ResourceValidationArgs, tell: ReportViolation) =>
    report([readPlanned(resource)], tell);
  // What the policy SDK's validateResourceOfType sets: it does not even unpack resources of other
  // types then.
  if (only !== undefined && others.length === 0)
    Object.assign(validateResource, { __pulumiType: types[only] });
  return { ...about, validateResource, ...remediation(rule) };
}

/**
 * What the rule would change, for stacks whose policy configuration sets its enforcement to
 * `remediate`. Pulumi's own object is changed, for it remembers which of its properties are secret.
 */
function remediation({ remediate }: Rule): Pick<ResourceValidationPolicy, "remediateResource"> {
  if (remediate === undefined) return {};
  return {
    remediateResource: (resource) => {
      const planned = readPlanned(resource);
      const wanted = remediate(planned);
      if (wanted === undefined) return undefined;
      for (const key of Object.keys(planned.props))
        if (!(key in wanted)) delete resource.props[key];
      for (const [key, value] of Object.entries(wanted))
        if (value !== planned.props[key]) resource.props[key] = value;
      return resource.props;
    },
  };
}

const read = (resources: readonly PolicyResource[]): PlannedResource[] =>
  resources.map(readPlanned);

async function judgeBy(
  rule: Rule,
  resources: readonly PlannedResource[],
  judging: Judging,
): Promise<readonly Finding[]> {
  const kinds = kindsOf(resources);
  if (!rule.subjects.some((kind) => kinds.has(kind))) return [];
  const schema = rule.needs?.includes("schema") ? await schemaOfStack(resources) : undefined;
  return findingsOf(rule, resources, schema === undefined ? judging : { ...judging, schema });
}

const describe = ({ message, place }: Finding) =>
  place === undefined ? message : `${message} (${place.file}:${place.line})`;

/**
 * Says once for each rule and resource what a preview could not judge. It is a policy of its own
 * because a rule's violations are mandatory and this is not: during the update everything is known,
 * and judged.
 */
function unknownInputs(rules: readonly Rule[], judging: Judging): StackValidationPolicy {
  return {
    name: "unknown-at-preview",
    displayName: "What this preview could not judge",
    description: "An input of a rule is known only after the update. It is judged then.",
    enforcementLevel: "advisory",
    validateStack: async ({ resources }, tell) => {
      const planned = read(resources);
      for (const rule of rules) {
        for (const [urn, messages] of unknownsByResource(await judgeBy(rule, planned, judging)))
          tell(`${rule.id}: ${messages.join("; ")}`, urn);
      }
    },
  };
}

function unknownsByResource(
  findings: readonly Finding[],
): [urn: string | undefined, messages: string[]][] {
  const unknowns = findings.filter(({ kind }) => kind === "unknown");
  return [...Map.groupBy(unknowns, ({ resource }) => resource?.urn)].map(([urn, ofOne]) => [
    urn,
    ofOne.map(({ message }) => message),
  ]);
}
