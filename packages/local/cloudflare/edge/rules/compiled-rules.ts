import { type CheckOptions, compile, type RuleRequest } from "@seaworthy/rules-language/index";
import type { RuleState } from "../state.ts";

/** An enabled rule with its compiled expression. */
export interface CompiledRule {
  readonly rule: RuleState;
  matches(request: RuleRequest): boolean;
}

/**
 * The control plane checked the expressions before storing them, so this does not throw for stored
 * rules.
 */
export function compileRules(
  rules: readonly RuleState[] | undefined,
  options: { response?: boolean } = {},
): readonly CompiledRule[] {
  return (rules ?? [])
    .filter(({ enabled }) => enabled)
    .map((rule) => ({ rule, matches: compile(rule.expression, { ...options, ...listsOf(rule) }) }));
}

/** The lists that a rule's expressions may reference. */
export function listsOf({ lists }: RuleState): Pick<CheckOptions, "lists"> {
  return lists === undefined ? {} : { lists };
}
