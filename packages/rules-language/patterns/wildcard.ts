import { lowerAscii } from "../values/bytes.ts";

/**
 * A wildcard pattern, split at each `*`: the whole text must consist of these parts with any
 * characters between them.
 */
export interface Wildcard {
  readonly parts: readonly string[];
  readonly caseSensitive: boolean;
}

/** `\*` and `\\` are literal. Without `caseSensitive`, ASCII letters match in either case. */
export function wildcard(
  pattern: string,
  { caseSensitive }: { readonly caseSensitive: boolean },
): Wildcard {
  const parts = [""];
  for (const [token] of pattern.matchAll(/\\[*\\]|./gs)) {
    if (token === "*") parts.push("");
    else parts[parts.length - 1] += token.length === 2 ? token.slice(1) : token;
  }
  return { parts: caseSensitive ? parts : parts.map(lowerAscii), caseSensitive };
}

export function wildcardMistake(pattern: string): string | undefined {
  const bare = pattern.replace(/\\[*\\]/g, "");
  if (bare.includes("\\"))
    return 'in a wildcard pattern, \\* and \\\\ are expected after a backslash; a raw string r"…" keeps both';
  return /\*\*/.test(pattern.replace(/\\[*\\]/g, " "))
    ? "a wildcard pattern must not contain **"
    : undefined;
}

/**
 * What each `*` matches, as short as possible; undefined when the text does not match. Linear time.
 */
export function captureWildcard(
  { parts, caseSensitive }: Wildcard,
  text: string,
): readonly string[] | undefined {
  const subject = caseSensitive ? text : lowerAscii(text);
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return subject === first ? [] : undefined;
  if (!subject.startsWith(first)) return undefined;
  const captured: string[] = [];
  let from = first.length;
  for (const [index, part] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const at = isLast ? subject.length - part.length : subject.indexOf(part, from);
    if (at < from || (isLast && !subject.endsWith(part))) return undefined;
    captured.push(text.slice(from, at));
    from = at + part.length;
  }
  return captured;
}
