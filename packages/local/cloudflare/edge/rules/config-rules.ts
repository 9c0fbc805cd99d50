import type { Phase } from "../compose.ts";
import type { RuleState } from "../state.ts";
import { compileRules } from "./compiled-rules.ts";

/** What configuration rules can change here; their other settings are stored and have no effect. */
export interface RequestSettings {
  readonly automatic_https_rewrites?: boolean;
  readonly security_level?: string;
}

/** Configuration rules (`http_config_settings`): for each setting, the last matching rule wins. */
export function createConfigRules(rules: readonly RuleState[] | undefined): Phase | undefined {
  const compiled = compileRules(rules);
  if (compiled.length === 0) return undefined;
  return (request, next) => {
    for (const { rule, matches } of compiled)
      if (matches(request)) request.settings = { ...request.settings, ...rule.action_parameters };
    return next();
  };
}
