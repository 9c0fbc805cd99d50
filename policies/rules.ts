import type { Rule } from "@seaworthy/readiness/rules/rule";

/** This stack's own rules, in addition to the built-in ones. */
export const rules: readonly Rule[] = [];
