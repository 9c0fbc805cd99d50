/**
 * What RE2 interprets differently from Cloudflare's engine (Rust's `regex`, on bytes), or accepts
 * where that rejects: such patterns are rejected, so that none has another meaning here. Undefined
 * when there is nothing.
 */
export function dialectMistake(source: string, unicode: boolean): string | undefined {
  let inClass = false;
  for (let index = 0; index < source.length; index++) {
    const [character = "", next = ""] = source.slice(index, index + 2);
    if (character === "\\") {
      const mistake = escapeMistake(next, unicode);
      if (mistake !== undefined) return mistake;
      index++;
    } else if (!inClass) {
      if (character !== "[") continue;
      inClass = true;
      index += classOpening(source.slice(index + 1));
    } else if (character === "]") {
      inClass = false;
    } else if (character === "[" && next === ":") {
      index = Math.max(index, source.indexOf(":]", index) + 1);
    } else {
      const mistake = classMistake(character, next, unicode);
      if (mistake !== undefined) return mistake;
    }
  }
  return undefined;
}

function escapeMistake(escaped: string, unicode: boolean): string | undefined {
  if (/[pP]/.test(escaped) && !unicode)
    return `\\${escaped} needs (?u) at the beginning of the pattern`;
  return /[QEC]/.test(escaped) ? `Cloudflare's engine has no \\${escaped}` : undefined;
}

/** How many characters after `[` are literal: `^`, and a `]` that comes first. */
function classOpening(rest: string): number {
  return /^\^?\]?/.exec(rest)?.[0].length ?? 0;
}

function classMistake(character: string, next: string, unicode: boolean): string | undefined {
  if (character === "[")
    return "nested classes are not supported here: write \\[ for the character";
  if (character === next && "&-~".includes(character))
    return `${character}${next} in a class is not supported here`;
  return !unicode && character > "\u007f"
    ? "a class with non-ASCII characters needs (?u) at the beginning of the pattern"
    : undefined;
}
