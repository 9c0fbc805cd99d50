import { SeaworthyError } from "@seaworthy/core/errors.ts";
import { compile, type RuleRequest, sampleRequest } from "@seaworthy/rules/index.ts";
import { ofType, type PlannedResource } from "../plan/resource.ts";
import { isUnknown, objectsIn, type PlannedObject, type PlannedValue, valueAt } from "../plan/value.ts";
import { type Finding, notKnown, violation } from "./rule.ts";

export interface Coverage {
  /** Every one of these requests has to be counted by a strict enough rule. */
  readonly samples: readonly RuleRequest[];
  readonly mostPerMinute: number;
}

const methods = ["GET", "POST", "PATCH", "DELETE"];
const senders: readonly Record<string, string>[] = [{}, { authorization: "Bearer x" }, { cookie: "session=x" }, { "user-agent": "curl/8" }];

/** Requests to paths as clients may write them: all methods, signed in or not, in either case of letters, a letter percent-encoded. */
export function requestsTo(...paths: readonly string[]): RuleRequest[] {
  const written = paths.flatMap((path) => [{ path }, { path: path.toUpperCase() }, { path, rawPath: encodeFirstLetter(path) }]);
  return written.flatMap((target) => methods.flatMap((method) => senders.map((headers) => sampleRequest({ ...target, method, headers }))));
}

const encodeFirstLetter = (path: string) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`);

/** Whether the declared rate limits, evaluated as Cloudflare does, hold each sample to its limit per client address. */
export function judgeCoverage(resources: readonly PlannedResource[], { samples, mostPerMinute }: Coverage): Finding[] {
  const rulesets = ofType(resources, "ruleset").filter(({ props }) => props.phase === "http_ratelimit");
  const routes = ofType(resources, "route");
  if (rulesets.length === 0) return routes.slice(0, 1).map((route) => violation("The zone of this route has no rate limits.", route));
  return rulesets.flatMap((ruleset) => judgeRuleset(ruleset, samples, mostPerMinute));
}

function judgeRuleset(ruleset: PlannedResource, samples: readonly RuleRequest[], mostPerMinute: number): Finding[] {
  const { rules } = ruleset.props;
  if (isUnknown(rules)) return [notKnown("rules", ruleset)];
  const limits = objectsIn(rules).map((rule) => readLimit(rule, ruleset));
  const findings = limits.flatMap(({ finding }) => (finding === undefined ? [] : [finding]));
  if (findings.length > 0) return findings;
  const free = samples.find((sample) => !limits.some(({ perMinute, counts }) => perMinute <= mostPerMinute && counts(sample)));
  return free === undefined
    ? []
    : [violation(`${describe(free)} is not limited to ${mostPerMinute} requests a minute for each address.`, ruleset)];
}

interface Limit {
  /** Infinity for a rule that does not limit each address. */
  readonly perMinute: number;
  readonly counts: (request: RuleRequest) => boolean;
  /** Set when the rule cannot be judged. */
  readonly finding?: Finding;
}

const ratelimitKeys = ["requestsPerPeriod", "period", "characteristics", "countingExpression"] as const;

const none: Limit = { perMinute: Number.POSITIVE_INFINITY, counts: () => false };

/** What refuses a request, or holds it up; `log` does neither. */
const refusing: readonly PlannedValue[] = ["block", "managed_challenge", "js_challenge", "challenge"];

function readLimit(rule: PlannedObject, ruleset: PlannedResource): Limit {
  const [requests, period, characteristics, counting] = ratelimitKeys.map((key) => valueAt(rule, "ratelimit", key));
  const inputs: PlannedValue[] = [rule.expression, rule.action, rule.enabled, requests, period, characteristics, counting];
  if (inputs.some((value) => isUnknown(value))) return { ...none, finding: notKnown(`Rule ${String(rule.ref)}`, ruleset) };
  if (rule.enabled === false || !refusing.includes(rule.action) || !perAddress(characteristics)) return none;
  if (typeof requests !== "number" || typeof period !== "number" || typeof rule.expression !== "string") return none;
  try {
    const matches = compile(rule.expression);
    const counted = typeof counting === "string" && counting !== "" ? compile(counting) : matches;
    return { perMinute: (requests * 60) / period, counts: (request) => matches(request) && counted(request) };
  } catch (thrown) {
    if (!(thrown instanceof SeaworthyError)) throw thrown;
    return { ...none, finding: violation(`Rule ${String(rule.ref)} cannot be evaluated. ${thrown.message}`, ruleset) };
  }
}

/** Counted by address alone: with anything else that a client chooses beside it, each new value would start a new count. */
function perAddress(characteristics: PlannedValue): boolean {
  const names: readonly PlannedValue[] = Array.isArray(characteristics) ? characteristics : [];
  return names.includes("ip.src") && names.every((name) => name === "ip.src" || name === "cf.colo.id");
}

function describe({ method, rawPath, headers }: RuleRequest): string {
  const sent = [...headers.keys()].filter((name) => name !== "user-agent");
  return `${method} ${rawPath}${sent.length === 0 ? "" : ` with ${sent.join(", ")}`}`;
}
