/** Takes credentials out of what is written down. */
export interface Redactor {
  /** The text without anything that is, or looks like, a credential. */
  text(text: string): string;
  /**
   * A `JSON.stringify` replacer: values under secret-sounding keys are dropped, texts cleaned,
   * errors spelled out.
   */
  value(key: string, value: unknown): unknown;
}

const secretKey =
  /authorization|cookie|token|secret|password|passwd|pepper|api[-_]?key|dsn|connection[-_]?string|credential/i;

/** Credentials are also found by their shape, for when they sit inside a message. */
const secretShapes: readonly [RegExp, string][] = [
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]"],
  [/\bBearer\s+\S+/gi, "Bearer [token]"],
  [/\bsw_[A-Za-z0-9]{2,16}_[\w-]{16,}/g, "[api key]"],
  // postgres://user:password@host, https://key@host of a DSN
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, "$1[credentials]@"],
];

/** Below this a value is likelier a word than a secret, and dropping it would garble the log. */
const shortestSecret = 8;

/**
 * A redactor that also knows the secrets themselves, in whatever text a library puts them: as they
 * are and as part of a URL.
 *
 * ```ts
 * const log = createLogger(write, clock, {}, createRedactor(report.secrets));
 * ```
 */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const known = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [secret, encodeURIComponent(secret)]);
  // The longest first: a secret may be the beginning of another.
  const values = [...new Set(known)].sort((a, b) => b.length - a.length);
  // One pass for all of them: every text of every log line comes by here.
  const anyValue = values.length > 0 ? new RegExp(values.map(literally).join("|"), "g") : undefined;
  const text = (dirty: string) => {
    const unnamed = anyValue === undefined ? dirty : dirty.replace(anyValue, "[redacted]");
    return secretShapes.reduce(
      (clean, [shape, replacement]) => clean.replace(shape, replacement),
      unnamed,
    );
  };
  return {
    text,
    value: (key, value) => {
      if (
        secretKey.test(key) &&
        value !== null &&
        typeof value !== "boolean" &&
        typeof value !== "number"
      )
        return "[redacted]";
      if (typeof value === "string") return text(value);
      if (typeof value === "bigint") return String(value);
      if (value instanceof Error)
        return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
      return value;
    },
  };
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
