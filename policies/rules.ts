import type { Rule } from "@seaworthy/readiness/rules/rule";

/** Rules of this stack's own, beside those that ship. */
export const rules: readonly Rule[] = [];
