/** `type` of the zone's URL normalization. */
export type NormalizationType = "rfc3986" | "cloudflare";

/**
 * Cloudflare's normalization of incoming URLs, which is what rules and Workers see. Without it,
 * `/%72est/` would evade a rule for `/rest/`
 * (https://developers.cloudflare.com/rules/normalization/how-it-works/).
 *
 * RFC 3986: escapes of unreserved characters are decoded, others become upper case; characters not
 * allowed in a path are escaped; dot segments are resolved. Cloudflare: backslashes also count as
 * slashes, and repeated slashes are merged.
 */
export function normalizePath(path: string, type: NormalizationType): string {
  // The common case.
  if (isNormal.test(path)) return path;
  const slashes = type === "cloudflare" ? path.replace(/[\\/]+/g, "/") : path;
  return withoutDotSegments(
    slashes.replace(/%[0-9a-f]{2}|[^!#$&-;=?@-Z[\]_a-z~]/gi, normalizedPart),
  );
}

/** Segments that stay unchanged and do not start with a dot. */
const isNormal = /^(\/[\w~!$&'()*+,;=:@-][\w.~!$&'()*+,;=:@-]*)*\/?$/;

/** An escape, or one character that is not allowed in a path. */
function normalizedPart(part: string): string {
  if (part.length === 3 && part.startsWith("%")) {
    const character = String.fromCharCode(Number.parseInt(part.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : part.toUpperCase();
  }
  return [...Buffer.from(part, "latin1")].map(escapedByte).join("");
}

function escapedByte(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** RFC 3986, 5.2.4: an empty segment counts like any other. */
function withoutDotSegments(path: string): string {
  const segments = path.split("/").slice(1);
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
    const isLast = index === segments.length - 1;
    if (isLast && (segment === "." || segment === "..")) kept.push("");
  }
  return `/${kept.join("/")}`;
}
