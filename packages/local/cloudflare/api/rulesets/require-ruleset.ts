import type { RulesetDocument } from "../documents.ts";
import { Refusal } from "../envelope.ts";
import type { Services } from "../services.ts";
import { requirePhase } from "./rule-phases.ts";
import type { RulesetOwner } from "./ruleset-owner.ts";

export function requireRuleset(
  services: Services,
  { kind }: RulesetOwner,
  id = "",
): RulesetDocument {
  const ruleset = services.documents.rulesets.get(id);
  if (ruleset?.kind !== kind)
    throw new Refusal(404, { code: 10003, message: `could not find ruleset with id: ${id}` });
  return ruleset;
}

export function byPhase(services: Services, phase: string): RulesetDocument | undefined {
  return services.documents.rulesets.list().find((ruleset) => ruleset.phase === phase);
}

export function requireEntrypoint(
  services: Services,
  { kind }: RulesetOwner,
  phase = "",
): RulesetDocument {
  requirePhase(phase, kind);
  const known = byPhase(services, phase);
  if (known) return known;
  const message = `could not find entrypoint ruleset in the ${phase} phase`;
  throw new Refusal(404, { code: 10003, message });
}

/** As lists show it. */
export function withoutRules(ruleset: RulesetDocument): Omit<RulesetDocument, "rules"> {
  const { rules: _rules, ...rest } = ruleset;
  return rest;
}
