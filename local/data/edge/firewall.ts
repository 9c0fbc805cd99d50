import type { RuleRequest } from "@seaworthy/rules/index.ts";
import { compileRules } from "./compiled-rules.ts";
import { errorReply, type Reply, textReply } from "./reply.ts";
import type { SampledLog } from "./sampled-log.ts";
import type { RuleState } from "./state.ts";
import type { Visit } from "./visit.ts";

export interface FirewallVerdict {
  /** The reply to a blocked request. */
  readonly block?: Reply;
  /** Phases that a skip rule switched off for this request. */
  readonly skippedPhases: ReadonlySet<string>;
}

export type Firewall = (visit: Visit, request: RuleRequest) => FirewallVerdict;

interface SkipParameters {
  readonly ruleset?: "current";
  readonly phases?: readonly string[];
}

/** Custom rules (`http_request_firewall_custom`): the first block ends it; skip leaves out the rest of the rules, or other phases. */
export function createFirewall(rules: readonly RuleState[] | undefined, log: SampledLog): Firewall {
  const compiled = compileRules(rules);
  return (visit, request) => {
    const skippedPhases = new Set<string>();
    for (const { rule, matches } of compiled) {
      if (!matches(request)) continue;
      if (rule.action !== "skip")
        log("edge.rule_matched", rule.id, { rule: rule.id, action: rule.action, path: visit.path, ray: visit.ray });
      if (rule.action === "block") return { block: blockReply(rule, visit), skippedPhases };
      if (rule.action !== "skip") continue;
      const skip = (rule.action_parameters ?? {}) as SkipParameters;
      for (const phase of skip.phases ?? []) skippedPhases.add(phase);
      if (skip.ruleset === "current") break;
    }
    return { skippedPhases };
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
  return response ? textReply(response.status_code, response.content_type, response.content) : errorReply("blocked", visit);
}
