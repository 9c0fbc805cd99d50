import type { RuleRequest } from "@seaworthy/rules-language/index";
import { isObject, valueAt } from "../../../plan/value.ts";
import type { EdgeRule } from "./edge-rules.ts";

/** Security headers for browsers, each with its safe values. */
export const safeHeaders: Readonly<Record<string, RegExp>> = {
  "x-content-type-options": /^nosniff$/i,
  "x-frame-options": /^(deny|sameorigin)$/i,
  "referrer-policy": /^(no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin)$/i,
  "permissions-policy": /\S/,
};

/** What the edge does to a response header: the last rule that names it wins. */
export type HeaderChange =
  | { readonly operation: "set" | "add"; readonly value?: string; readonly rule: EdgeRule }
  | { readonly operation: "remove"; readonly rule: EdgeRule };

export function changeOf(
  rules: readonly EdgeRule[],
  response: RuleRequest,
  header: string,
): HeaderChange | undefined {
  return rules.reduce<HeaderChange | undefined>((before, rule) => {
    const headers = valueAt(rule.declared, "actionParameters", "headers");
    const [, change] =
      Object.entries(isObject(headers) ? headers : {}).find(
        ([name]) => name.toLowerCase() === header,
      ) ?? [];
    if (!isObject(change) || !rule.matches(response)) return before;
    if (change.operation === "remove") return { operation: "remove", rule };
    return {
      operation: change.operation === "add" ? "add" : "set",
      rule,
      ...(typeof change.value === "string" ? { value: change.value } : {}),
    };
  }, undefined);
}
