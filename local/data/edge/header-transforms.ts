import { compileValue, type RuleRequest } from "@seaworthy/rules/index.ts";
import { compileRules } from "./compiled-rules.ts";
import type { RawHeaders } from "./forwarded-headers.ts";
import { type Reply, withHeader, withoutHeader } from "./reply.ts";
import { withResponse } from "./rule-request.ts";
import type { RuleState } from "./state.ts";

/** One entry of `action_parameters.headers`. */
export interface HeaderChange {
  readonly operation: "set" | "add" | "remove";
  readonly value?: string;
  readonly expression?: string;
}

type Change = (headers: RawHeaders, request: RuleRequest) => RawHeaders;
export type HeaderTransforms = (reply: Reply, request: RuleRequest) => Reply;

/** Response header transform rules (`http_response_headers_transform`): every rule that matches is applied, in order. */
export function createHeaderTransforms(rules: readonly RuleState[] | undefined): HeaderTransforms {
  const compiled = compileRules(rules, { response: true }).map(({ rule, matches }) => ({ matches, changes: changesOf(rule) }));
  if (compiled.length === 0) return (reply) => reply;
  return (reply, request) => {
    const answered = withResponse(request, reply);
    const changes = compiled.filter(({ matches }) => matches(answered)).flatMap((rule) => rule.changes);
    return { ...reply, headers: changes.reduce((headers, change) => change(headers, answered), reply.headers) };
  };
}

function changesOf(rule: RuleState): Change[] {
  const headers = (rule.action_parameters?.headers ?? {}) as Readonly<Record<string, HeaderChange>>;
  return Object.entries(headers).map(([name, change]) => changeOf(name, change));
}

function changeOf(name: string, change: HeaderChange): Change {
  if (change.operation === "remove") return (headers) => withoutHeader(headers, name.toLowerCase());
  const value = change.expression === undefined ? () => change.value ?? "" : compileValue(change.expression, { response: true });
  // A line break in a computed value would end the header.
  const safe = (request: RuleRequest) => value(request).replace(/[^\t\x20-\x7e\x80-\xff]/g, "");
  if (change.operation === "add") return (headers, request) => [...headers, name, safe(request)];
  return (headers, request) => withHeader(headers, name, safe(request));
}
