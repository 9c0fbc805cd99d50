import type { Phase } from "../compose.ts";
import type { EdgeRequest } from "../http/request.ts";
import { type EdgeResponse, errorResponse, textResponse } from "../http/response.ts";
import type { RuleState } from "../state.ts";
import { challengeActions, challengeResponse } from "./challenge.ts";
import { compileRules } from "./compiled-rules.ts";
import type { SampledLog } from "./sampled-log.ts";

interface SkipParameters {
  readonly ruleset?: "current";
  readonly phase?: "current";
  readonly phases?: readonly string[];
  readonly products?: readonly string[];
}

/**
 * Custom rules (`http_request_firewall_custom`): the first block ends the phase; skip omits the
 * remaining rules, or later phases.
 */
export function createFirewall(
  rules: readonly RuleState[] | undefined,
  log: SampledLog,
): Phase | undefined {
  const compiled = compileRules(rules);
  if (compiled.length === 0) return undefined;
  return (request, next) => {
    for (const { rule, matches } of compiled) {
      if (!matches(request)) continue;
      if (rule.action === "skip") {
        if (skip(request, (rule.action_parameters ?? {}) as SkipParameters)) break;
        continue;
      }
      log("edge.rule_matched", rule.id, {
        rule: rule.description ?? rule.id,
        ruleId: rule.id,
        action: rule.action,
        ip: request.clientAddress,
        method: request.method,
        path: request.path,
        ray: request.ray,
      });
      if (rule.action === "block") return blocked(rule, request);
      if (challengeActions.has(rule.action)) return challengeResponse(request);
    }
    return next();
  };
}

/** True when the remaining rules are skipped. */
function skip(request: EdgeRequest, parameters: SkipParameters): boolean {
  const { phases = [], products = [], ruleset, phase } = parameters;
  request.skippedPhases = new Set([...request.skippedPhases, ...phases]);
  request.skippedProducts = new Set([...request.skippedProducts, ...products]);
  return ruleset === "current" || phase === "current";
}

export interface CustomResponse {
  readonly status_code: number;
  readonly content: string;
  readonly content_type: string;
}

/** The rule's own response, or Cloudflare's page for blocked requests. */
function blocked(rule: RuleState, request: EdgeRequest): EdgeResponse {
  const response = rule.action_parameters?.response as CustomResponse | undefined;
  return response
    ? textResponse(response.status_code, response.content_type, response.content)
    : errorResponse("blocked", request);
}
