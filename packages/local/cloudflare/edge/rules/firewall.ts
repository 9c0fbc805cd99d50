import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { Visit } from "../http/request.ts";
import { errorReply, type Reply, textReply } from "../http/response.ts";
import type { RuleState } from "../state.ts";
import { challengeActions, challengeReply } from "./challenge.ts";
import { compileRules } from "./compiled-rules.ts";
import type { SampledLog } from "./sampled-log.ts";

export interface FirewallVerdict {
  /** The reply to a blocked or challenged request. */
  readonly block?: Reply;
  /** Phases that a skip rule switched off for this request. */
  readonly skippedPhases: ReadonlySet<string>;
  /** Security products outside of rulesets that a skip rule switched off, e.g. `securityLevel`. */
  readonly skippedProducts: ReadonlySet<string>;
}

export type Firewall = (visit: Visit, request: RuleRequest) => FirewallVerdict;

interface SkipParameters {
  readonly ruleset?: "current";
  readonly phase?: "current";
  readonly phases?: readonly string[];
  readonly products?: readonly string[];
}

const none: ReadonlySet<string> = new Set();
const passed: FirewallVerdict = { skippedPhases: none, skippedProducts: none };

/**
 * Custom rules (`http_request_firewall_custom`): the first refusal ends it; skip leaves out the
 * rest of the rules, or what comes after.
 */
export function createFirewall(rules: readonly RuleState[] | undefined, log: SampledLog): Firewall {
  const compiled = compileRules(rules);
  return (visit, request) => {
    let verdict = passed;
    for (const { rule, matches } of compiled) {
      if (!matches(request)) continue;
      if (rule.action === "skip") {
        const skip = (rule.action_parameters ?? {}) as SkipParameters;
        verdict = withSkipped(verdict, skip);
        if (skip.ruleset === "current" || skip.phase === "current") break;
        continue;
      }
      log("edge.rule_matched", rule.id, {
        rule: rule.id,
        action: rule.action,
        path: visit.path,
        ray: visit.ray,
      });
      if (rule.action === "block") return { ...verdict, block: blockReply(rule, visit) };
      if (challengeActions.has(rule.action)) return { ...verdict, block: challengeReply(visit) };
    }
    return verdict;
  };
}

function withSkipped(
  verdict: FirewallVerdict,
  { phases = [], products = [] }: SkipParameters,
): FirewallVerdict {
  return {
    skippedPhases: new Set([...verdict.skippedPhases, ...phases]),
    skippedProducts: new Set([...verdict.skippedProducts, ...products]),
  };
}

export interface CustomResponse {
  readonly status_code: number;
  readonly content: string;
  readonly content_type: string;
}

/** The rule's own response, or Cloudflare's page for refused requests. */
function blockReply(rule: RuleState, visit: Visit): Reply {
  const response = rule.action_parameters?.response as CustomResponse | undefined;
  return response
    ? textReply(response.status_code, response.content_type, response.content)
    : errorReply("blocked", visit);
}
