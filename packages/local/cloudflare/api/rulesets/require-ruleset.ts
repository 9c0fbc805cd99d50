import type { RulesetDocument } from "../documents.ts";
import { Refusal } from "../envelope.ts";
import type { Services } from "../services.ts";

export function requireRuleset(services: Services, id: string): RulesetDocument {
  const ruleset = services.documents.rulesets.get(id);
  if (!ruleset)
    throw new Refusal(404, { code: 10003, message: `could not find ruleset with id: ${id}` });
  return ruleset;
}

/** As lists show it. */
export function withoutRules(ruleset: RulesetDocument): Omit<RulesetDocument, "rules"> {
  const { rules: _rules, ...rest } = ruleset;
  return rest;
}
