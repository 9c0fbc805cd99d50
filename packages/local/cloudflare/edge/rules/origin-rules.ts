import type { Phase } from "../compose.ts";
import type { RuleState } from "../state.ts";
import { compileRules } from "./compiled-rules.ts";

/**
 * Origin rules (`http_request_origin`): the Host header that the Worker gets. If several rules
 * match, the last one wins.
 */
export function createOriginRules(rules: readonly RuleState[] | undefined): Phase | undefined {
  const compiled = compileRules(rules).map(({ rule, matches }) => ({
    matches,
    host: rule.action_parameters?.host_header as string,
  }));
  if (compiled.length === 0) return undefined;
  return (request, next) => {
    request.hostHeader = compiled.findLast(({ matches }) => matches(request))?.host;
    return next();
  };
}
