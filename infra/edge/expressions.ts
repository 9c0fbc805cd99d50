/**
 * Expressions in Cloudflare's Rules language. Paths are compared in lower case after Cloudflare's
 * URL normalization (percent-encoded letters decoded, `.` and `..` resolved), so `/REST/x` and
 * `/%72est/x` match like `/rest/x`.
 */
const path = "lower(http.request.uri.path)";

/** Matches the prefix itself and paths below it: `/rest`, `/rest/x`, not `/restful`. */
export function under(prefix: string): string {
  return `(${path} eq "${prefix}" or starts_with(${path}, "${prefix}/"))`;
}

export const anyOf = (...expressions: string[]) => `(${expressions.join(" or ")})`;

export const allOf = (...expressions: string[]) => `(${expressions.join(" and ")})`;

export const not = (expression: string) => `not ${expression}`;
