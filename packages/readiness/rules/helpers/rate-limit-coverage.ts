import type { RuleRequest } from "@seaworthy/rules-language/index";
import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown, type PlannedValue, valueAt } from "../../plan/value.ts";
import { type Finding, notKnown, violation } from "../rule.ts";
import { compiled, describeRequest, type EdgeRule, rulesOfPhase, stops } from "./edge-rules.ts";

export interface Coverage {
  /** Every one of these requests has to be counted by a strict enough rule. */
  readonly samples: readonly RuleRequest[];
  readonly mostPerMinute: number;
}

/**
 * Whether the declared rate limits, evaluated as Cloudflare does, hold each sample to its limit per
 * client address.
 */
export function judgeCoverage(
  resources: readonly PlannedResource[],
  { samples, mostPerMinute }: Coverage,
): Finding[] {
  const { rules, findings } = rulesOfPhase(resources, "http_ratelimit");
  if (findings.length > 0) return [...findings];
  if (rules.length === 0)
    return [...ofType(resources, "route"), ...ofType(resources, "ruleset")]
      .slice(0, 1)
      .map((one) => violation("The zone has no rate limit that is on.", one));
  const limits = rules.map(readLimit);
  const unsaid = limits.flatMap(({ finding }) => (finding === undefined ? [] : [finding]));
  if (unsaid.length > 0) return unsaid;
  const free = samples.find(
    (sample) =>
      !limits.some(({ perMinute, counts }) => perMinute <= mostPerMinute && counts(sample)),
  );
  const said = `is not limited to ${mostPerMinute} requests a minute for each address.`;
  return free === undefined
    ? []
    : [violation(`${describeRequest(free)} ${said}`, rules[0]?.ruleset)];
}

interface Limit {
  /** Infinity for a rule that does not limit each address. */
  readonly perMinute: number;
  readonly counts: (request: RuleRequest) => boolean;
  /** Set when the rule cannot be judged. */
  readonly finding?: Finding;
}

const none: Limit = { perMinute: Number.POSITIVE_INFINITY, counts: () => false };

function readLimit(rule: EdgeRule): Limit {
  const [requests, period, characteristics, counting] = [
    "requestsPerPeriod",
    "period",
    "characteristics",
    "countingExpression",
  ].map((key) => valueAt(rule.declared, "ratelimit", key));
  const inputs: PlannedValue[] = [requests, period, characteristics, counting];
  if (inputs.some(isUnknown))
    return { ...none, finding: notKnown(`Rule ${rule.ref}`, rule.ruleset) };
  if (
    !stops(rule) ||
    !perAddress(characteristics) ||
    typeof requests !== "number" ||
    typeof period !== "number"
  )
    return none;
  const counted =
    typeof counting === "string" && counting !== ""
      ? compiled(counting, "http_ratelimit")
      : rule.matches;
  if (typeof counted === "string")
    return {
      ...none,
      finding: violation(`Rule ${rule.ref} cannot be evaluated. ${counted}`, rule.ruleset),
    };
  return {
    perMinute: (requests * 60) / period,
    counts: (request) => rule.matches(request) && counted(request),
  };
}

/**
 * Counted by address alone: with anything else that a client chooses beside it, each new value
 * would start a new count.
 */
function perAddress(characteristics: PlannedValue): boolean {
  const names: readonly PlannedValue[] = Array.isArray(characteristics) ? characteristics : [];
  return (
    names.includes("ip.src") && names.every((name) => name === "ip.src" || name === "cf.colo.id")
  );
}
