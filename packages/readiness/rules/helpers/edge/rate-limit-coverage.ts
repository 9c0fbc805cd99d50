import type { RuleRequest } from "@seaworthy/rules-language/index";
import { ofType, type PlannedResource } from "../../../plan/resource.ts";
import { isUnknown, type PlannedValue, valueAt } from "../../../plan/value.ts";
import { type AreaParts, areaOf } from "../../../samples/requests.ts";
import { findAltered } from "../../../samples/witness/search.ts";
import { type Finding, notKnown, violation } from "../../rule.ts";
import {
  compiled,
  describeRequest,
  type EdgeRule,
  optionsFor,
  rulesOfPhase,
  stops,
} from "./edge-rules.ts";
import { inZone, type ServedZone, servedZones } from "./served-zones.ts";

export interface Coverage extends Omit<AreaParts, "hosts"> {
  readonly mostPerMinute: number;
}

/**
 * Whether the declared rate limits, evaluated as Cloudflare does, limit each request to that part
 * of the app per client address, in each zone in which the app is served.
 */
export function judgeCoverage(
  resources: readonly PlannedResource[],
  coverage: Coverage,
): Finding[] {
  const { prefixes = [], routes = [] } = coverage;
  if (prefixes.length === 0 && routes.length === 0) return [];
  return servedZones(resources).flatMap((zone) => judgeZone(resources, zone, coverage));
}

function judgeZone(
  resources: readonly PlannedResource[],
  zone: ServedZone,
  { mostPerMinute, ...parts }: Coverage,
): Finding[] {
  const own = inZone(resources, zone);
  const { rules, findings } = rulesOfPhase(own, "http_ratelimit");
  if (findings.length > 0) return [...findings];
  if (rules.length === 0)
    return [...zone.doors.slice(0, 1), ...ofType(own, "ruleset")]
      .slice(0, 1)
      .map((one) => violation("The zone has no enabled rate limit.", one));
  const limits = rules.map((rule) => readLimit(rule, resources));
  const unsaid = limits.flatMap(({ finding }) => (finding === undefined ? [] : [finding]));
  const strict = limits.filter(({ perMinute }) => perMinute <= mostPerMinute);
  const free = freeRequest(strict, { ...parts, hosts: zone.hosts });
  if (free === undefined) return [];
  if (unsaid.length > 0) return unsaid;
  const said = `is not limited to ${mostPerMinute} requests a minute per address.`;
  const higher = limits.find(({ counts }) => counts(free));
  const about =
    higher ?? strict.find(({ rule }) => rule.matches(plainly(free))) ?? strict[0] ?? limits[0];
  // No limit counts it at all, so no number in the stack file is at fault.
  const where = higher === undefined ? ({ inProgram: true } as const) : {};
  const item = about === undefined ? {} : { item: about.rule.ref };
  return [
    violation(`${describeRequest(free)} ${said}`, about?.rule.ruleset, { ...where, ...item }),
  ];
}

/** The same path, requested without anything that an exception may match. */
const plainly = ({ headers: _, headerNames: __, fields: ___, ...request }: RuleRequest) => ({
  ...request,
  headers: new Map<string, string[]>(),
});

function freeRequest(limits: readonly Limit[], parts: AreaParts): RuleRequest | undefined {
  const { samples, bases, has } = areaOf(parts);
  const isFree = (request: RuleRequest) => !limits.some(({ counts }) => counts(request));
  return (
    samples.find(isFree) ??
    findAltered({
      bases,
      expressions: limits.flatMap(({ asked }) => asked),
      wanted: false,
      accept: (request) => has(request) && isFree(request),
    })
  );
}

interface Limit {
  readonly rule: EdgeRule;
  /** Infinity for a rule that does not limit each address. */
  readonly perMinute: number;
  readonly counts: (request: RuleRequest) => boolean;
  readonly asked: readonly Pick<EdgeRule, "expression" | "options">[];
  /** Set when the rule cannot be judged. */
  readonly finding?: Finding;
}

function readLimit(rule: EdgeRule, resources: readonly PlannedResource[]): Limit {
  const none: Limit = {
    rule,
    perMinute: Number.POSITIVE_INFINITY,
    counts: () => false,
    asked: [rule],
  };
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
  const perMinute = requests * Math.max(1, 60 / period);
  if (typeof counting !== "string" || counting === "")
    return { ...none, perMinute, counts: rule.matches };
  const options = { ...optionsFor(counting, "http_ratelimit", resources), response: true };
  const counted = compiled(counting, options);
  // edge-rules-evaluate reports why; what it counts is unknown.
  if (typeof counted === "string")
    return { ...none, finding: notEvaluated(`Rule ${rule.ref}`, rule.ruleset) };
  return {
    ...none,
    perMinute,
    counts: (request) =>
      rule.matches(request) && responses.every((response) => counted({ ...request, response })),
    asked: [rule, { expression: counting, options }],
  };
}

const notEvaluated = (what: string, resource: PlannedResource): Finding => ({
  kind: "unknown",
  message: `${what} cannot be evaluated, so what it counts is unknown.`,
  resource,
});

/** A limit on some responses leaves requests with other responses unlimited. */
const responses = [200, 204, 302, 400, 401, 403, 404, 429, 500].map((status) => ({
  status,
  headers: new Map<string, string[]>(),
}));

/**
 * Counted by address alone: any additional characteristic that a client can choose would start a
 * new count per value.
 */
function perAddress(characteristics: PlannedValue): boolean {
  const names: readonly PlannedValue[] = Array.isArray(characteristics) ? characteristics : [];
  return (
    names.includes("ip.src") && names.every((name) => name === "ip.src" || name === "cf.colo.id")
  );
}
