import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { Visit } from "../http/request.ts";
import type { RuleState } from "../state.ts";
import { compileRules } from "./compiled-rules.ts";
import { type TextSource, textReader } from "./rule-values.ts";

/** `action_parameters.uri` of a URL rewrite. */
interface UriParameters {
  readonly path?: TextSource;
  readonly query?: TextSource;
}

/**
 * URL rewrite rules (`http_request_transform`). All of them see the URL as the phase found it; of
 * two that change the same part, the later one wins. Undefined when none matches.
 */
export function createUrlRewrites(
  rules: readonly RuleState[] | undefined,
): (visit: Visit, request: RuleRequest) => Visit | undefined {
  const compiled = compileRules(rules).map(({ rule, matches }) => {
    const { path, query } = (rule.action_parameters as { uri: UriParameters }).uri;
    return { matches, path: path && textReader(path), query: query && textReader(query) };
  });
  return (visit, request) => {
    const matching = compiled.filter(({ matches }) => matches(request));
    if (matching.length === 0) return undefined;
    const path = matching.findLast((rule) => rule.path)?.path?.(request);
    const query = matching.findLast((rule) => rule.query)?.query?.(request);
    return rewritten(visit, path, query);
  };
}

function rewritten(visit: Visit, newPath: string | undefined, newQuery: string | undefined): Visit {
  const path =
    newPath === undefined
      ? visit.path
      : escaped(newPath.startsWith("/") ? newPath : `/${newPath}`, /[?#\s]/g);
  const query = newQuery === undefined ? visit.query : escaped(newQuery, /[#\s]/g);
  return { ...visit, path, query, target: query === "" ? path : `${path}?${query}` };
}

/** A computed part stays the part that it is: it cannot begin the next one. */
function escaped(text: string, special: RegExp): string {
  return text.replace(special, (character) => encodeURIComponent(character));
}
