/** Sentry's patterns: `*` for anything, `?` for one character, case ignored, the whole text. */
function matchesGlob(text: string, pattern: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${escaped}$`, "is").test(text);
}

/** One pattern a line, as the project options `filters:*` hold them. */
export function matchesAnyLine(text: string, lines: unknown): boolean {
  if (typeof lines !== "string") return false;
  const patterns = lines.split("\n").map((line) => line.trim());
  return patterns.some((pattern) => pattern !== "" && matchesGlob(text, pattern));
}
