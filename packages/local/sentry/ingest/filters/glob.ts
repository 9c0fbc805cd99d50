/**
 * Sentry's patterns: `*` for anything, `?` for one character, case-insensitive, matching the whole
 * text.
 */
function matchesGlob(text: string, pattern: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${escaped}$`, "is").test(text);
}

/** One pattern per line, as in the project options `filters:*`. */
export function matchesAnyLine(text: string, lines: unknown): boolean {
  if (typeof lines !== "string") return false;
  const patterns = lines.split("\n").map((line) => line.trim());
  return patterns.some((pattern) => pattern !== "" && matchesGlob(text, pattern));
}
