import { messageOf, SeaworthyError } from "@seaworthy/core/errors.ts";
import { compile, compileValue, maxRules, type PhaseName, type Plan } from "@seaworthy/rules/index.ts";
import { actionParameters } from "./action-parameters.ts";
import { type ApiError, Refusal } from "./envelope.ts";
import type { ZonePlan } from "./plans.ts";
import { checkRateLimit } from "./rate-limit-checks.ts";
import { phases, unsupportedActions } from "./rule-phases.ts";
import type { RuleBody } from "./rule-shapes.ts";

/** Codes of the Rulesets API: one for values, one for expressions. */
export const rulesetCodes = { value: 20120, expression: 20127, unsupported: 20018, tooMany: 20217 } as const;

/** Where Cloudflare documents no number: its limit for all rules that one request meets. */
const maxRulesElsewhere = 1_000;

/** Refuses rules that the edge could not enforce exactly, or that the plan does not have; every mistake is named at once, by JSON pointer. */
export function checkRules(phase: string, rules: readonly RuleBody[], plan: ZonePlan): void {
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
  if (twice !== undefined) problems.push(invalid(twice, "ref", "another rule of the ruleset has it", "/rules"));
  if (problems.length === 0) return;
  throw new Refusal(problems.some(({ code }) => code === rulesetCodes.unsupported) ? 501 : 400, ...problems);
}

function checkRule(phase: string, rule: RuleBody, plan: ZonePlan, pointer: string): ApiError[] {
  const { response = false } = phases[phase] ?? {};
  return [
    ...checkAction(phase, rule, plan, pointer),
    ...checkExpression(rule.expression, "expression", { phase, response, plan: plan.name }, `${pointer}/expression`),
    ...actionParameters(phase, rule, plan.name, pointer),
    ...(phase === "http_ratelimit" ? checkRateLimit(rule, plan, pointer) : strayRateLimit(phase, rule, pointer)),
  ];
}

function checkAction(phase: string, { action }: RuleBody, plan: ZonePlan, pointer: string): ApiError[] {
  const allowed = phases[phase]?.actions ?? [];
  const at = `${pointer}/action`;
  if (action === "log" && !plan.logAction) return [invalid(action, "action", "not entitled: the plan does not have the action log", at)];
  if (allowed.includes(action)) return [];
  if (unsupportedActions.includes(action))
    return [{ code: rulesetCodes.unsupported, message: `The action ${action} is not implemented by the local cloud.`, pointer: at }];
  return [invalid(action, "action", `the phase ${phase} has ${allowed.join(", ")}`, at)];
}

function strayRateLimit(phase: string, { ratelimit }: RuleBody, pointer: string): ApiError[] {
  return ratelimit ? [invalid("ratelimit", "rule", `rules of the phase ${phase} have none`, `${pointer}/ratelimit`)] : [];
}

/** What a body holds; its size is known. */
const bodyField = /\bhttp\.request\.body\.(?!size\b)[\w.]+/;

/** Where an expression stands. */
export interface ExpressionPlace {
  readonly phase: string;
  readonly plan: Plan;
  /** True where the answer is known. */
  readonly response: boolean;
  /** True for expressions that compute text. */
  readonly value?: boolean;
}

/** The mistakes of one expression, in Cloudflare's words around ours. */
export function checkExpression(text: string, name: string, options: ExpressionPlace, pointer: string): ApiError[] {
  const unread = bodyField.exec(text);
  if (unread)
    return [
      {
        code: rulesetCodes.unsupported,
        message: `'${text}' is not a valid value for ${name} because the local edge does not read bodies for rules: ${unread[0]}`,
        pointer,
      },
    ];
  try {
    const checks = { phase: options.phase as PhaseName, plan: options.plan, response: options.response };
    if (options.value) compileValue(text, checks);
    else compile(text, checks);
    return [];
  } catch (thrown) {
    const unsupported = thrown instanceof SeaworthyError && thrown.code === "EXPRESSION_UNSUPPORTED";
    if (!(thrown instanceof SeaworthyError)) throw thrown;
    const message = `'${text}' is not a valid value for ${name} because ${unsupported ? "the local cloud does not implement a part of it" : "parsing failed"}: ${messageOf(thrown)}`;
    return [{ code: unsupported ? rulesetCodes.unsupported : rulesetCodes.expression, message, pointer }];
  }
}

export function invalid(value: unknown, name: string, why: string, pointer: string): ApiError {
  return { code: rulesetCodes.value, message: `'${String(value)}' is not a valid value for ${name} because ${why}`, pointer };
}
