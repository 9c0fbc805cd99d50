import { SeaworthyError } from "@seaworthy/core/errors";
import { compile, type Predicate, type RuleRequest } from "@seaworthy/rules-language/index";
import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown, objectsIn, type PlannedObject, type PlannedValue } from "../../plan/value.ts";
import { type Finding, notKnown, violation } from "../rule.ts";

/**
 * A rule of a ruleset with its expression compiled; in the order in which Cloudflare evaluates
 * them.
 */
export interface EdgeRule {
  readonly ruleset: PlannedResource;
  /** The rule's reference, or its place in the set. */
  readonly ref: string;
  readonly action: string;
  readonly declared: PlannedObject;
  readonly matches: Predicate;
}

/**
 * The rules of a phase that are on. `findings` is why not all of them can be judged; then nothing
 * may be concluded from the rest.
 */
export interface PhaseRules {
  readonly rules: readonly EdgeRule[];
  readonly findings: readonly Finding[];
}

export type Phase =
  | "http_request_firewall_custom"
  | "http_ratelimit"
  | "http_request_cache_settings"
  | "http_response_headers_transform";

export function rulesOfPhase(resources: readonly PlannedResource[], phase: Phase): PhaseRules {
  const read = ofType(resources, "ruleset").flatMap((ruleset) => readRuleset(ruleset, phase));
  return {
    rules: read.flatMap(({ rules }) => rules),
    findings: read.flatMap(({ findings }) => findings),
  };
}

function readRuleset(ruleset: PlannedResource, phase: Phase): PhaseRules[] {
  const { phase: declared, rules } = ruleset.props;
  if (isUnknown(declared)) return [{ rules: [], findings: [notKnown("phase", ruleset)] }];
  if (declared !== phase) return [];
  if (isUnknown(rules)) return [{ rules: [], findings: [notKnown("rules", ruleset)] }];
  return objectsIn(rules).map((rule, index) => readRule(rule, index, ruleset, phase));
}

function readRule(
  declared: PlannedObject,
  index: number,
  ruleset: PlannedResource,
  phase: Phase,
): PhaseRules {
  const { expression, action, enabled } = declared;
  const ref = typeof declared.ref === "string" ? declared.ref : String(index);
  const inputs: PlannedValue[] = [expression, action, enabled];
  if (inputs.some(isUnknown)) return { rules: [], findings: [notKnown(`Rule ${ref}`, ruleset)] };
  if (enabled === false || typeof expression !== "string") return { rules: [], findings: [] };
  const matches = compiled(expression, phase);
  if (typeof matches === "string")
    return {
      rules: [],
      findings: [violation(`Rule ${ref} cannot be evaluated. ${matches}`, ruleset)],
    };
  return { rules: [{ ruleset, ref, action: String(action), declared, matches }], findings: [] };
}

const cache = new Map<string, Predicate | string>();

/** Compiled once for all rules that ask; a text says why it cannot be. */
export function compiled(expression: string, phase: Phase): Predicate | string {
  const response = phase === "http_response_headers_transform";
  const key = `${response}${expression}`;
  const known = cache.get(key) ?? tryCompile(expression, response);
  cache.set(key, known);
  return known;
}

function tryCompile(expression: string, response: boolean): Predicate | string {
  try {
    return compile(expression, { response });
  } catch (thrown) {
    if (!(thrown instanceof SeaworthyError)) throw thrown;
    return thrown.message;
  }
}

/** Actions after which a request does not reach the Worker, or only a person's browser does. */
const stopping = ["block", "managed_challenge", "js_challenge", "challenge"];

export const stops = ({ action }: EdgeRule): boolean => stopping.includes(action);

/** A request in one line of a message; names of headers, never what they say. */
export function describeRequest({ method, rawPath, query, headers }: RuleRequest): string {
  const sent = [...headers.keys()].filter((name) => name !== "user-agent");
  return `${method} ${rawPath}${query === "" ? "" : `?${query}`}${sent.length === 0 ? "" : ` with ${sent.join(", ")}`}`;
}
