import type { Phase } from "../compose.ts";
import type { RuleState } from "../state.ts";
import { compileRules } from "./compiled-rules.ts";
import { type TextSource, textReader } from "./rule-values.ts";

/** `action_parameters.uri` of a URL rewrite. */
interface UriParameters {
  readonly path?: TextSource;
  readonly query?: TextSource;
}

/**
 * URL rewrite rules (`http_request_transform`). All of them see the URL as it was before the phase;
 * if two change the same part, the later one wins.
 */
export function createUrlRewrites(rules: readonly RuleState[] | undefined): Phase | undefined {
  const compiled = compileRules(rules).map(({ rule, matches }) => {
    const { path, query } = (rule.action_parameters as { uri: UriParameters }).uri;
    return { matches, path: path && textReader(path), query: query && textReader(query) };
  });
  if (compiled.length === 0) return undefined;
  return (request, next) => {
    const matching = compiled.filter(({ matches }) => matches(request));
    const path = matching.findLast((rule) => rule.path)?.path?.(request);
    const query = matching.findLast((rule) => rule.query)?.query?.(request);
    if (path !== undefined)
      request.path = escaped(path.startsWith("/") ? path : `/${path}`, /[?#\s]/g);
    if (query !== undefined) request.query = escaped(query, /[#\s]/g);
    return next();
  };
}

/** Escapes a computed part so that it cannot start the next one. */
function escaped(text: string, special: RegExp): string {
  return text.replace(special, (character) => encodeURIComponent(character));
}
