import type {
  Policies,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { defined } from "@seaworthy/core/defined";
import { schemaOfStack } from "../database/migrations.ts";
import { type EvaluationFacts, evaluate } from "../evaluate.ts";
import { severityOf } from "../judge.ts";
import type { Report, ReportedFinding } from "../reports/report.ts";
import type { Need, Rule } from "../rules/rule.ts";
import type { Waiver } from "../waivers/waiver.ts";
import type { Sources } from "./plan.ts";
import { readPlanned, readStack } from "./read.ts";
import { kindOf, kindsOf, type PlannedResource } from "./resource.ts";
import { typesOf, understand } from "./translate/translate.ts";

/** Pulumi shows none of this to a policy pack: `seaworthy check` judges the rules that need it. */
const unseen: readonly Need[] = ["encrypted-config", "secret-marks", "retain-option"];

/** The inputs of the pack's evaluation. */
export interface PackEvaluation {
  readonly facts: EvaluationFacts;
  readonly waivers: readonly Waiver[];
  /** Folder of the program's Pulumi.yaml. */
  readonly root: string;
  readonly sources?: Sources;
}

/**
 * Pulumi policies for a table of rules: the enabled ones, with the severities of the stack's
 * environment.
 */
export function policiesOf(rules: readonly Rule[], evaluation: PackEvaluation): Policies {
  const on = rules.filter(
    (rule) =>
      severityOf(rule, evaluation.facts) !== "off" &&
      !rule.needs?.some((need) => unseen.includes(need)),
  );
  const evaluateBy = evaluateOnce(evaluation);
  return [
    ...on.map((rule) => policyOf(rule, evaluation, evaluateBy)),
    unknownInputs(on, evaluateBy),
  ];
}

function policyOf(
  rule: Rule,
  { facts }: PackEvaluation,
  evaluateBy: Evaluate,
): ResourceValidationPolicy | StackValidationPolicy {
  const about = {
    name: rule.id,
    displayName: rule.title,
    description: `${rule.title}. ${rule.why}`,
    enforcementLevel:
      severityOf(rule, facts) === "mandatory" ? ("mandatory" as const) : ("advisory" as const),
    remediationSteps: rule.fix,
    severity: rule.rank,
    tags: [rule.area],
  };
  const report = async (
    resources: readonly PlannedResource[],
    tell: ReportViolation,
  ): Promise<void> => {
    const { violations } = await evaluateBy(rule, resources);
    for (const one of violations) tell(`${describe(one)}\nFix: ${rule.fix}`, one.resource?.urn);
  };
  if (rule.scope === "stack") {
    const validateStack: StackValidationPolicy["validateStack"] = ({ resources }, tell) =>
      report(readStack(resources), tell);
    return { ...about, validateStack: onlyForType(rule, validateStack) };
  }
  const validateResource = (resource: ResourceValidationArgs, tell: ReportViolation) =>
    report([readPlanned(resource)], tell);
  return { ...about, validateResource: onlyForType(rule, validateResource), ...remediation(rule) };
}

/**
 * Marks a function as the policy SDK's validateResourceOfType and validateStackResourcesOfType do:
 * resources of other types are then not even unpacked for it.
 */
function onlyForType<Validate extends object>({ subjects }: Rule, validate: Validate): Validate {
  const [only, ...others] = subjects.flatMap(typesOf);
  return only !== undefined && others.length === 0
    ? Object.assign(validate, { __pulumiType: only })
    : validate;
}

/**
 * What the rule would change, for stacks whose policy configuration sets its enforcement to
 * `remediate`. Changes Pulumi's own object, which remembers which properties are secret.
 */
function remediation({ remediate }: Rule): Pick<ResourceValidationPolicy, "remediateResource"> {
  if (remediate === undefined) return {};
  return {
    remediateResource: (resource) => {
      if (kindOf(resource.type) === undefined) return undefined;
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

type Judged = Pick<Report, "violations" | "unknowns">;
type Evaluate = (rule: Rule, resources: readonly PlannedResource[]) => Promise<Judged>;

/** Evaluates a rule for a list of resources once, however many policies report on it. */
function evaluateOnce(evaluation: PackEvaluation): Evaluate {
  const known = new WeakMap<readonly PlannedResource[], Map<Rule, Promise<Judged>>>();
  return (rule, resources) => {
    const results = known.get(resources) ?? new Map<Rule, Promise<Judged>>();
    const result = results.get(rule) ?? evaluateRule(rule, resources, evaluation);
    known.set(resources, results.set(rule, result));
    return result;
  };
}

/** The same report as the command's. */
async function evaluateRule(
  rule: Rule,
  resources: readonly PlannedResource[],
  { facts, waivers, root, sources }: PackEvaluation,
): Promise<Judged> {
  const kinds = kindsOf(understand(resources));
  if (!rule.subjects.some((kind) => kinds.has(kind))) return { violations: [], unknowns: [] };
  const schema = rule.needs?.includes("schema") ? await schemaOfStack(resources, root) : undefined;
  const plan = { resources, ...defined({ sources }) };
  const told = { ...facts, rules: [rule], ...defined({ schema }) };
  return evaluate(plan, told, waivers);
}

const describe = ({ message, place }: ReportedFinding) =>
  place === undefined ? message : `${message} (${place.file}:${place.line})`;

/**
 * Reports once per rule and resource what a preview could not judge. It is a separate policy
 * because a rule's violations are mandatory and this is not: during the update everything is known
 * and judged.
 */
function unknownInputs(rules: readonly Rule[], evaluateBy: Evaluate): StackValidationPolicy {
  return {
    name: "unknown-at-preview",
    displayName: "Inputs that this preview could not judge",
    description: "An input of a rule is known only after the update, and is judged then.",
    enforcementLevel: "advisory",
    validateStack: async ({ resources }, tell) => {
      const planned = readStack(resources);
      for (const rule of rules) {
        const { unknowns } = await evaluateBy(rule, planned);
        const byUrn = Map.groupBy(unknowns, ({ resource }) => resource?.urn);
        for (const [urn, ofOne] of byUrn)
          tell(`${rule.id}: ${ofOne.map(({ message }) => message).join("; ")}`, urn);
      }
    },
  };
}
