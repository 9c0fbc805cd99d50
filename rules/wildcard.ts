import { RE2JS } from "re2js";

/**
 * A wildcard pattern over the whole text: `*` is any number of characters, `\*` and `\\` are themselves.
 * Linear in the text, as every pattern here: RE2 never backtracks.
 */
export function wildcardPattern(pattern: string, options: { caseSensitive: boolean }): RE2JS {
  const source = pattern.replace(/\\[*\\]|[*]|[^*\\]+|\\/g, (part) => {
    if (part === "*") return "(.*?)";
    return RE2JS.quote(part === "\\*" || part === "\\\\" ? part.slice(1) : part);
  });
  return RE2JS.compile(source, RE2JS.DOTALL | (options.caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE));
}
