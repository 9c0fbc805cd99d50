const secretKey = /authorization|cookie|token|secret|password|passwd|api[-_]?key|dsn|connection[-_]?string|credential/i;

/** Credentials are also found by their shape, for when they sit inside a message. */
const secretShapes: readonly [RegExp, string][] = [
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]"],
  [/\bBearer\s+\S+/gi, "Bearer [token]"],
  // postgres://user:password@host, https://key@host of a DSN
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, "$1[credentials]@"],
];

/** The text with everything that looks like a credential replaced. */
export function redactText(text: string): string {
  return secretShapes.reduce((clean, [shape, replacement]) => clean.replace(shape, replacement), text);
}

/** A `JSON.stringify` replacer: values under secret-sounding keys are dropped, texts cleaned, errors spelled out. */
export function redactValue(key: string, value: unknown): unknown {
  if (secretKey.test(key) && value !== null && typeof value !== "boolean" && typeof value !== "number") return "[redacted]";
  if (typeof value === "string") return redactText(value);
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
  return value;
}
