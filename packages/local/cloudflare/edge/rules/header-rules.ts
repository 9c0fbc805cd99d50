import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { RawHeaders } from "../http/cloudflare-headers.ts";
import { withHeader, withoutHeader } from "../http/response.ts";
import type { RuleState } from "../state.ts";
import { compileRules } from "./compiled-rules.ts";
import { textReader } from "./rule-values.ts";

/** One entry of `action_parameters.headers`. */
export interface HeaderChange {
  readonly operation: "set" | "add" | "remove";
  readonly value?: string;
  readonly expression?: string;
}

type Change = (headers: RawHeaders, request: RuleRequest) => RawHeaders;

/** The changes of every rule that matches, in order; undefined when none does. */
export type HeaderChanges = (headers: RawHeaders, request: RuleRequest) => RawHeaders | undefined;

/** Rules of a phase that rewrites headers; undefined when it has none. */
export function createHeaderChanges(
  rules: readonly RuleState[] | undefined,
  options: { response?: boolean } = {},
): HeaderChanges | undefined {
  const compiled = compileRules(rules, options).map(({ rule, matches }) => ({
    matches,
    changes: changesOf(rule, options),
  }));
  if (compiled.length === 0) return undefined;
  return (headers, request) => {
    const matching = compiled.filter(({ matches }) => matches(request));
    if (matching.length === 0) return undefined;
    return matching
      .flatMap((rule) => rule.changes)
      .reduce((changed, change) => change(changed, request), headers);
  };
}

function changesOf(rule: RuleState, options: { response?: boolean }): Change[] {
  const headers = (rule.action_parameters?.headers ?? {}) as Readonly<Record<string, HeaderChange>>;
  return Object.entries(headers).map(([name, change]) => changeOf(name, change, options));
}

function changeOf(name: string, change: HeaderChange, options: { response?: boolean }): Change {
  if (change.operation === "remove") return (headers) => withoutHeader(headers, name.toLowerCase());
  const value = textReader(change, options);
  if (change.operation === "add") return (headers, request) => [...headers, name, value(request)];
  return (headers, request) => withHeader(headers, name, value(request));
}
