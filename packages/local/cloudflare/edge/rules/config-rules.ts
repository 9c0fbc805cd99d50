import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { RuleState } from "../state.ts";
import { compileRules } from "./compiled-rules.ts";

/** What configuration rules may change here; other settings of them are stored and do nothing. */
export interface RequestSettings {
  readonly automatic_https_rewrites?: boolean;
  readonly security_level?: string;
}

const unchanged: RequestSettings = {};

/**
 * Configuration rules (`http_config_settings`): of each setting, the last rule that matches wins.
 */
export function createConfigRules(
  rules: readonly RuleState[] | undefined,
): (request: RuleRequest) => RequestSettings {
  const compiled = compileRules(rules);
  if (compiled.length === 0) return () => unchanged;
  return (request) =>
    Object.assign(
      {},
      ...compiled
        .filter(({ matches }) => matches(request))
        .map(({ rule }) => rule.action_parameters),
    );
}
