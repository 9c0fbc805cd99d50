import type { Phase } from "../compose.ts";
import { type RawHeaders, withHeader, withoutHeader } from "../http/headers.ts";
import type { EdgeRequest } from "../http/request.ts";
import { RuleResponse } from "../http/response.ts";
import type { RuleState } from "../state.ts";
import { compileRules } from "./compiled-rules.ts";
import { textReader } from "./rule-values.ts";

/** One entry of `action_parameters.headers`. */
interface HeaderChange {
  readonly operation: "set" | "add" | "remove";
  readonly value?: string;
  readonly expression?: string;
}

type Change = (headers: RawHeaders, request: EdgeRequest) => RawHeaders;

/** Rules that change the request's headers (`http_request_late_transform`). */
export function createRequestHeaderRules(
  rules: readonly RuleState[] | undefined,
): Phase | undefined {
  const change = headerChanges(rules, { response: false });
  if (!change) return undefined;
  return (request, next) => {
    const changed = change([...request.rawHeaders], request);
    if (changed) request.rawHeaders = changed;
    return next();
  };
}

/** Rules that change the response's headers (`http_response_headers_transform`). */
export function createResponseHeaderRules(
  rules: readonly RuleState[] | undefined,
): Phase | undefined {
  const change = headerChanges(rules, { response: true });
  if (!change) return undefined;
  return async (request, next) => {
    const response = await next();
    request.response = new RuleResponse(response);
    const headers = change(response.headers, request);
    return headers ? { ...response, headers } : response;
  };
}

/** The changes of all matching rules, in order; undefined when none matches. */
function headerChanges(
  rules: readonly RuleState[] | undefined,
  options: { response: boolean },
): ((headers: RawHeaders, request: EdgeRequest) => RawHeaders | undefined) | undefined {
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
