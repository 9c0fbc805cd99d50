import type { Phase } from "../compose.ts";
import type { EdgeResponse } from "../http/response.ts";
import type { RuleState } from "../state.ts";
import { compileRules } from "./compiled-rules.ts";
import { type TextSource, textReader } from "./rule-values.ts";

/** `action_parameters.from_value` of a single redirect. */
interface RedirectParameters {
  readonly status_code?: number;
  readonly target_url: TextSource;
  readonly preserve_query_string?: boolean;
}

/** Single redirects (`http_request_dynamic_redirect`): the first matching rule responds. */
export function createRedirects(rules: readonly RuleState[] | undefined): Phase | undefined {
  const compiled = compileRules(rules).map(({ rule, matches }) => {
    const parameters = (rule.action_parameters as { from_value: RedirectParameters }).from_value;
    return { matches, parameters, target: textReader(parameters.target_url) };
  });
  if (compiled.length === 0) return undefined;
  return (request, next) => {
    const found = compiled.find(({ matches }) => matches(request));
    return found ? redirect(found.parameters, found.target(request), request.query) : next();
  };
}

/** The response, with the request's query where it is preserved. */
export function redirect(
  { status_code = 301, preserve_query_string }: Omit<RedirectParameters, "target_url">,
  target: string,
  query: string,
): EdgeResponse {
  const [url = "", fragment] = target.split("#", 2);
  const kept =
    preserve_query_string && query !== "" ? `${url}${url.includes("?") ? "&" : "?"}${query}` : url;
  const location = fragment === undefined ? kept : `${kept}#${fragment}`;
  return { status: status_code, headers: ["Location", location], body: Buffer.alloc(0) };
}
