/** Removes credentials from logs and reports. */
export interface Redactor {
  /** The text without anything that is or looks like a credential. */
  text(text: string): string;
  /**
   * A `JSON.stringify` replacer: drops values under secret-sounding keys, cleans strings and
   * expands errors.
   */
  value(key: string, value: unknown): unknown;
}

const secretKey =
  /authorization|cookie|token|secret|password|passwd|pepper|api[-_]?key|dsn|connection[-_]?string|credential/i;

/** Credentials are also found by shape, for example inside a message. */
const secretShapes: readonly [RegExp, string][] = [
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]"],
  [/\bBearer\s+\S+/gi, "Bearer [token]"],
  [/\bsw_[A-Za-z0-9]{2,16}_[\w-]{16,}/g, "[api key]"],
  // postgres://user:password@host, and a DSN's https://key@host
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, "$1[credentials]@"],
];

/** A shorter value is more likely a word than a secret, and dropping it would garble the log. */
const shortestSecret = 8;

/**
 * A redactor that also knows the secrets themselves, wherever a library includes them: as they are
 * and URL-encoded.
 *
 * ```ts
 * const log = createLogger(write, clock, {}, createRedactor(report.secrets));
 * ```
 */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const known = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [secret, encodeURIComponent(secret)]);
  // Longest first: a secret may be a prefix of another.
  const values = [...new Set(known)].sort((a, b) => b.length - a.length);
  // One pass for all of them: every string of every log line goes through here.
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
