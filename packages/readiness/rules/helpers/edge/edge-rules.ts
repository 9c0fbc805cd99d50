import { SeaworthyError } from "@seaworthy/core/errors";
import {
  type CheckOptions,
  compile,
  type Predicate,
  type RuleRequest,
} from "@seaworthy/rules-language/index";
import { ofType, type PlannedResource } from "../../../plan/resource.ts";
import {
  isUnknown,
  objectsIn,
  type PlannedObject,
  type PlannedValue,
} from "../../../plan/value.ts";
import { type Finding, notKnown } from "../../rule.ts";
import { listsFor } from "./account-lists.ts";

/** A rule of a ruleset with its expression compiled, in Cloudflare's evaluation order. */
export interface EdgeRule {
  readonly ruleset: PlannedResource;
  /** The rule's reference, or its position in the set. */
  readonly ref: string;
  readonly action: string;
  readonly declared: PlannedObject;
  readonly expression: string;
  readonly options: CheckOptions;
  readonly matches: Predicate;
}

/**
 * The enabled rules of a phase. `findings` explain why not all of them can be judged; then nothing
 * may be concluded from the rest.
 */
export interface PhaseRules {
  readonly rules: readonly EdgeRule[];
  readonly findings: readonly Finding[];
}

export type Phase =
  | "http_request_firewall_custom"
  | "http_ratelimit"
  | "http_request_firewall_managed"
  | "http_request_cache_settings"
  | "http_request_dynamic_redirect"
  | "http_config_settings"
  | "http_response_headers_transform";

/** Rules of a phase that run in a zone by themselves, in any of the zones. */
export function rulesOfPhase(resources: readonly PlannedResource[], phase: Phase): PhaseRules {
  const read = ofType(resources, "ruleset")
    .filter(runsByItself)
    .flatMap((ruleset) => readRuleset(ruleset, phase, resources));
  return {
    rules: read.flatMap(({ rules }) => rules),
    findings: read.flatMap(({ findings }) => findings),
  };
}

/** A custom ruleset runs only through a rule that executes it. */
export const runsByItself = ({ props: { kind } }: PlannedResource): boolean =>
  kind === undefined || kind === "zone" || kind === "root" || isUnknown(kind);

function readRuleset(
  ruleset: PlannedResource,
  phase: Phase,
  resources: readonly PlannedResource[],
): PhaseRules[] {
  const { phase: declared, rules } = ruleset.props;
  if (isUnknown(declared)) return [{ rules: [], findings: [notKnown("phase", ruleset)] }];
  if (declared !== phase) return [];
  if (isUnknown(rules)) return [{ rules: [], findings: [notKnown("rules", ruleset)] }];
  const items: readonly PlannedValue[] = Array.isArray(rules) ? rules : [];
  return items.map((rule, index) =>
    isUnknown(rule)
      ? { rules: [], findings: [notKnown(`Rule ${index}`, ruleset)] }
      : readRule(objectsIn([rule])[0] ?? {}, index, { ruleset, phase, resources }),
  );
}

interface Holder {
  readonly ruleset: PlannedResource;
  readonly phase: Phase;
  readonly resources: readonly PlannedResource[];
}

function readRule(
  declared: PlannedObject,
  index: number,
  { ruleset, phase, resources }: Holder,
): PhaseRules {
  const { expression, action, enabled } = declared;
  const ref = typeof declared.ref === "string" ? declared.ref : String(index);
  const inputs: PlannedValue[] = [expression, action, enabled];
  if (inputs.some(isUnknown)) return { rules: [], findings: [notKnown(`Rule ${ref}`, ruleset)] };
  if (enabled === false || typeof expression !== "string") return { rules: [], findings: [] };
  const options = optionsFor(expression, phase, resources);
  const matches = compiled(expression, options);
  if (typeof matches === "string")
    return {
      rules: [],
      findings: [
        {
          kind: "unknown",
          message: `Rule ${ref} cannot be evaluated, so its effect is unknown.`,
          resource: ruleset,
        },
      ],
    };
  return {
    rules: [{ ruleset, ref, action: String(action), declared, expression, options, matches }],
    findings: [],
  };
}

/** What an expression of that phase may name. A list missing from the program matches nothing. */
export function optionsFor(
  expression: string,
  phase: Phase,
  resources: readonly PlannedResource[],
): CheckOptions {
  const { lists } = listsFor(expression, resources);
  return { response: phase === "http_response_headers_transform", lists };
}

const cache = new Map<string, Predicate | string>();

/** Compiled once for all rules; returns the reason as text when it cannot be compiled. */
export function compiled(expression: string, options: CheckOptions): Predicate | string {
  const key = JSON.stringify([options, expression]);
  const known = cache.get(key) ?? tryCompile(expression, options);
  cache.set(key, known);
  return known;
}

function tryCompile(expression: string, options: CheckOptions): Predicate | string {
  try {
    return compile(expression, options);
  } catch (thrown) {
    if (!(thrown instanceof SeaworthyError)) throw thrown;
    return thrown.message;
  }
}

/** Actions after which a request does not reach the Worker, or only from an interactive browser. */
const stopping = ["block", "managed_challenge", "js_challenge", "challenge"];

export const stops = ({ action }: EdgeRule): boolean => stopping.includes(action);

/** A request in one line of a message: header names, never their values. */
export function describeRequest(request: RuleRequest): string {
  const { method, rawPath, query, headers, country, httpVersion, fields } = request;
  const address = query === "" ? rawPath : `${rawPath}?${query}`;
  const sent = [...headers.keys()].filter(
    (name) => name !== "user-agent" || namesAgent(headers.get(name)),
  );
  const said = [
    ...sent,
    ...(country === undefined ? [] : [`country ${country}`]),
    ...(httpVersion === undefined ? [] : [httpVersion]),
    ...[...(fields ?? [])]
      .filter(([name]) => !name.startsWith("ip.geoip."))
      .map(([name, value]) => `${name} ${String(value)}`),
    ...(request.clientAddress === "192.0.2.1" ? [] : [`address ${request.clientAddress}`]),
  ];
  return `${method} ${address}${said.length === 0 ? "" : ` with ${said.join(", ")}`}`;
}

/** The samples' default agents are not worth mentioning. */
const namesAgent = (values: readonly string[] | undefined): boolean =>
  !["curl/8", "x", undefined].includes(values?.[0]) &&
  !/^Mozilla\/5\.0 \(X11/.test(values?.[0] ?? "");
