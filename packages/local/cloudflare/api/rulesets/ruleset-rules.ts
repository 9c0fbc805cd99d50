import type { Hono } from "hono";
import { readBody } from "../body.ts";
import type { RuleDocument, RulesetDocument } from "../documents.ts";
import { Refusal } from "../envelope.ts";
import type { Services } from "../services.ts";
import { requireRuleset } from "./require-ruleset.ts";
import { placedRule, type RuleBody, type RulePosition } from "./rule-shapes.ts";
import { type RulesetOwner, rulesetOwners } from "./ruleset-owner.ts";
import { saveRules } from "./rulesets.ts";

/**
 * `/zones/{zone}/rulesets/{ruleset}/rules`: changes to single rules. Each creates a new version of
 * the ruleset and returns it.
 */
export function registerRulesetRules(api: Hono, services: Services): void {
  for (const owner of rulesetOwners) registerOwned(api, services, owner);
}

function registerOwned(api: Hono, services: Services, owner: RulesetOwner): void {
  const base = `${owner.path}/:id/rules`;
  api.post(base, async (context) => {
    const known = requireRuleset(services, owner, context.req.param("id"));
    const { rule, position } = await readBody(context, placedRule);
    return saveRules(
      context,
      services,
      known,
      placed(known, known.rules.map(asSent), rule, position),
    );
  });
  api.patch(`${base}/:rule`, async (context) => {
    const known = requireRuleset(services, owner, context.req.param("id"));
    const current = requireRule(known, context.req.param("rule"));
    const { rule, position } = await readBody(context, placedRule);
    const changed = { ...rule, id: current.id, ref: rule.ref ?? current.ref };
    if (position)
      return saveRules(
        context,
        services,
        known,
        placed(known, others(known, current), changed, position),
      );
    return saveRules(
      context,
      services,
      known,
      known.rules.map((other) => (other.id === current.id ? changed : asSent(other))),
    );
  });
  api.delete(`${base}/:rule`, async (context) => {
    const known = requireRuleset(services, owner, context.req.param("id"));
    return saveRules(
      context,
      services,
      known,
      others(known, requireRule(known, context.req.param("rule"))),
    );
  });
}

/** Stored rules were validated when they were sent. */
function asSent({ version: _version, last_updated: _updated, ...rule }: RuleDocument): RuleBody {
  return rule as RuleBody;
}

function others(ruleset: RulesetDocument, rule: RuleDocument): RuleBody[] {
  return ruleset.rules.filter(({ id }) => id !== rule.id).map(asSent);
}

function placed(
  ruleset: RulesetDocument,
  rules: readonly RuleBody[],
  rule: RuleBody,
  wanted: RulePosition | undefined,
): RuleBody[] {
  return rules.toSpliced(indexOf(ruleset, rules, wanted), 0, rule);
}

function indexOf(
  ruleset: RulesetDocument,
  rules: readonly RuleBody[],
  wanted: RulePosition | undefined,
): number {
  if (!wanted) return rules.length;
  if ("index" in wanted) return wanted.index - 1;
  const beside = requireRule(ruleset, "before" in wanted ? wanted.before : wanted.after);
  return rules.findIndex(({ id }) => id === beside.id) + ("after" in wanted ? 1 : 0);
}

function requireRule(ruleset: RulesetDocument, id: string): RuleDocument {
  const rule = ruleset.rules.find((known) => known.id === id);
  if (!rule) throw new Refusal(404, { code: 10003, message: `could not find rule with id: ${id}` });
  return rule;
}
