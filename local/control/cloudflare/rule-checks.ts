import type { RuleBody } from "./rule-shapes.ts";

/** Placeholder until expressions are checked; see below. */
export function checkRules(_phase: string, _rules: readonly RuleBody[]): void {}
