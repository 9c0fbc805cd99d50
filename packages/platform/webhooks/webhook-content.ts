/**
 * A webhook's JSON with texts that PostgreSQL can store: without NUL and without half characters,
 * which would make an event fail at every attempt. Throws SyntaxError.
 */
export function contentOf(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown) =>
    typeof value === "string" ? value.replaceAll("\0", "").toWellFormed() : value,
  );
}
