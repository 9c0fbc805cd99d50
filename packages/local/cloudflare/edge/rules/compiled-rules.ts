import { type CheckOptions, compile, type RuleRequest } from "@seaworthy/rules-language/index";
import type { RuleState } from "../state.ts";

/** A rule that is enabled, with its expression compiled. */
export interface CompiledRule {
  readonly rule: RuleState;
  matches(request: RuleRequest): boolean;
}

/**
 * The control plane checked the expressions before it stored them, so this does not throw for what
 * it hands over.
 */
export function compileRules(
  rules: readonly RuleState[] | undefined,
  options: { response?: boolean } = {},
): readonly CompiledRule[] {
  return (rules ?? [])
    .filter(({ enabled }) => enabled)
    .map((rule) => ({ rule, matches: compile(rule.expression, { ...options, ...listsOf(rule) }) }));
}

/** The lists that a rule's expressions may name. */
export function listsOf({ lists }: RuleState): Pick<CheckOptions, "lists"> {
  return lists === undefined ? {} : { lists };
}
