import { maxRules, type NamedLists } from "@seaworthy/rules-language/index";
import { type ApiError, Refusal } from "../envelope.ts";
import type { ZonePlan } from "../zone/plans.ts";
import { actionParameters } from "./parameters/action-parameters.ts";
import { checkRateLimit } from "./rate-limit-checks.ts";
import { checkExpression, invalid, rulesetCodes } from "./rule-mistakes.ts";
import { phases, redirectPhase, unsupportedActions } from "./rule-phases.ts";
import type { RuleBody } from "./rule-shapes.ts";

/** What rules are checked against: the zone's plan and the account's lists. */
export type ZoneFacts = ZonePlan & { readonly lists: NamedLists };

/**
 * For phases without a number in Cloudflare's docs: its limit for all rules evaluated on one
 * request.
 */
const maxRulesElsewhere = 1_000;

/**
 * Rejects rules that the edge cannot enforce exactly or that the plan does not include; reports
 * every error at once, by JSON pointer.
 */
export function checkRules(phase: string, rules: readonly RuleBody[], plan: ZoneFacts): void {
  const most = maxRules(phase, plan.name) ?? maxRulesElsewhere;
  if (rules.length > most)
    throw new Refusal(400, {
      code: rulesetCodes.tooMany,
      message: `exceeded maximum number of rules in the phase ${phase}: ${rules.length} out of ${most}`,
      pointer: "/rules",
    });
  const refs = rules.flatMap(({ ref }) => ref ?? []);
  const problems = rules.flatMap((rule, index) => checkRule(phase, rule, plan, `/rules/${index}`));
  const twice = refs.find((ref, index) => refs.indexOf(ref) !== index);
  if (twice !== undefined)
    problems.push(invalid(twice, "ref", "another rule of the ruleset has it", "/rules"));
  if (problems.length === 0) return;
  throw new Refusal(
    problems.some(({ code }) => code === rulesetCodes.unsupported) ? 501 : 400,
    ...problems,
  );
}

function checkRule(phase: string, rule: RuleBody, plan: ZoneFacts, pointer: string): ApiError[] {
  const { response = false } = phases[phase] ?? {};
  return [
    ...checkAction(phase, rule, plan, pointer),
    ...checkExpression(
      rule.expression,
      "expression",
      { phase, response, plan: plan.name, lists: plan.lists },
      `${pointer}/expression`,
    ),
    ...actionParameters(phase, rule, plan.name, pointer),
    ...checkRedirectList(phase, rule, plan.lists, pointer),
    ...(phase === "http_ratelimit"
      ? checkRateLimit(rule, plan, pointer)
      : strayRateLimit(phase, rule, pointer)),
  ];
}

/** The list exists, and the expression reads what the key reads (…/bulk-redirects/concepts). */
function checkRedirectList(
  phase: string,
  { expression, action_parameters }: RuleBody,
  lists: NamedLists,
  pointer: string,
): ApiError[] {
  const { from_list } = (action_parameters ?? {}) as { from_list?: { name: string; key: string } };
  if (phase !== redirectPhase || !from_list) return [];
  const { name, key } = from_list;
  const at = `${pointer}/action_parameters/from_list`;
  if (lists[name]?.kind !== "redirect")
    return [invalid(name, "name", "no list of kind redirect has this name", `${at}/name`)];
  return new RegExp(`(^|[^\\w.])${key}(?![\\w.])`).test(expression)
    ? []
    : [invalid(key, "key", "the expression of the rule does not reference it", `${at}/key`)];
}

function checkAction(
  phase: string,
  { action }: RuleBody,
  plan: ZoneFacts,
  pointer: string,
): ApiError[] {
  const allowed = phases[phase]?.actions ?? [];
  const at = `${pointer}/action`;
  if (action === "log" && !plan.logAction)
    return [invalid(action, "action", "not entitled: the plan does not have the action log", at)];
  if (allowed.includes(action)) return [];
  if (unsupportedActions.includes(action))
    return [
      {
        code: rulesetCodes.unsupported,
        message: `The action ${action} is not implemented by the local cloud.`,
        pointer: at,
      },
    ];
  return [invalid(action, "action", `the phase ${phase} allows ${allowed.join(", ")}`, at)];
}

function strayRateLimit(phase: string, { ratelimit }: RuleBody, pointer: string): ApiError[] {
  return ratelimit
    ? [
        invalid(
          "ratelimit",
          "rule",
          `rules in the phase ${phase} have none`,
          `${pointer}/ratelimit`,
        ),
      ]
    : [];
}
