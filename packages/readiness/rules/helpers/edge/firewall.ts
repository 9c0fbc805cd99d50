import type { RuleRequest } from "@seaworthy/rules-language/index";
import { isObject, type PlannedValue } from "../../../plan/value.ts";
import { type EdgeRule, stops } from "./edge-rules.ts";

/** The rules that a skip rule skips for requests it matches. */
export interface Skipped {
  /** The rest of the rules of its own phase. */
  readonly rest: boolean;
  /** The rules of other phases, by the phase's name. */
  readonly phases: readonly string[];
  /** Managed rulesets that later rules of the phase would execute, by id. */
  readonly rulesets: readonly string[];
}

const everything: Skipped = {
  rest: true,
  phases: ["http_ratelimit", "http_request_firewall_managed"],
  rulesets: [],
};

/** Cloudflare's former products, by the phase that does their work now. */
const phaseOfProduct: Readonly<Record<string, string>> = {
  rateLimit: "http_ratelimit",
  waf: "http_request_firewall_managed",
};

const textsOf = (list: PlannedValue): readonly string[] =>
  Array.isArray(list) ? list.map(String) : [];

/** Without parameters it is assumed to skip everything. */
export function skippedBy({ declared: { actionParameters } }: EdgeRule): Skipped {
  if (!isObject(actionParameters)) return everything;
  const { phases, products, ruleset, rulesets, phase } = actionParameters;
  return {
    rest: ruleset === "current" || phase === "current",
    phases: [...textsOf(phases), ...textsOf(products).flatMap((one) => phaseOfProduct[one] ?? [])],
    rulesets: textsOf(rulesets),
  };
}

/**
 * The rule that stops a request: rules run in order; the first that stops it ends the phase, and so
 * does a skip of the rest.
 */
export function stoppedBy(rules: readonly EdgeRule[], request: RuleRequest): EdgeRule | undefined {
  for (const rule of rules) {
    if (!rule.matches(request)) continue;
    if (rule.action === "skip" && skippedBy(rule).rest) return undefined;
    if (stops(rule)) return rule;
  }
  return undefined;
}
