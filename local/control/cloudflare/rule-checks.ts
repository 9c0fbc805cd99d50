import { messageOf, SeaworthyError } from "@seaworthy/core/errors.ts";
import { compile, compileValue } from "@seaworthy/rules/index.ts";
import { actionParameters } from "./action-parameters.ts";
import { type ApiError, Refusal } from "./envelope.ts";
import { checkRateLimit } from "./rate-limit-checks.ts";
import { enforcedPhases, unsupportedActions } from "./rule-phases.ts";
import type { RuleBody } from "./rule-shapes.ts";

/** Codes of the Rulesets API: one for values, one for expressions. */
export const rulesetCodes = { value: 20120, expression: 20127, unsupported: 20018 } as const;

/** Cloudflare's limit for one ruleset on its larger plans. */
const maxRules = 1_000;

/** Refuses rules that the edge could not enforce exactly; every mistake is named at once, by JSON pointer. */
export function checkRules(phase: string, rules: readonly RuleBody[]): void {
  if (rules.length > maxRules)
    throw new Refusal(400, { code: rulesetCodes.value, message: `A ruleset has at most ${maxRules} rules.`, pointer: "/rules" });
  const refs = rules.flatMap(({ ref }) => ref ?? []);
  const problems = rules.flatMap((rule, index) => checkRule(phase, rule, `/rules/${index}`));
  const twice = refs.find((ref, index) => refs.indexOf(ref) !== index);
  if (twice !== undefined) problems.push(invalid(twice, "ref", "another rule of the ruleset has it", "/rules"));
  if (problems.length === 0) return;
  throw new Refusal(problems.some(({ code }) => code === rulesetCodes.unsupported) ? 501 : 400, ...problems);
}

function checkRule(phase: string, rule: RuleBody, pointer: string): ApiError[] {
  return [
    ...checkAction(phase, rule, pointer),
    ...checkExpression(rule.expression, "expression", { response: phase.startsWith("http_response_") }, `${pointer}/expression`),
    ...actionParameters(phase, rule, pointer),
    ...(phase === "http_ratelimit" ? checkRateLimit(rule, pointer) : strayRateLimit(phase, rule, pointer)),
  ];
}

function checkAction(phase: string, { action }: RuleBody, pointer: string): ApiError[] {
  const allowed = enforcedPhases[phase] ?? [];
  if (allowed.includes(action)) return [];
  if (unsupportedActions.includes(action)) {
    return [
      {
        code: rulesetCodes.unsupported,
        message: `The action ${action} is not implemented by the local cloud.`,
        pointer: `${pointer}/action`,
      },
    ];
  }
  return [invalid(action, "action", `the phase ${phase} has ${allowed.join(", ")}`, `${pointer}/action`)];
}

function strayRateLimit(phase: string, { ratelimit }: RuleBody, pointer: string): ApiError[] {
  return ratelimit ? [invalid("ratelimit", "rule", `rules of the phase ${phase} have none`, `${pointer}/ratelimit`)] : [];
}

/** The mistakes of one expression, in Cloudflare's words around ours. `value` is true for expressions that compute text. */
export function checkExpression(text: string, name: string, options: { response?: boolean; value?: boolean }, pointer: string): ApiError[] {
  try {
    const checks = { response: options.response ?? false };
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
