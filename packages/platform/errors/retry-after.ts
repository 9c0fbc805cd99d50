/** A day: who asks for more is tried again after that. */
const mostMs = 86_400_000;

/**
 * How long a response asks to wait: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3).
 * Undefined where it says nothing that can be read.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  // Date.parse takes more than HTTP's dates: "-5" is a year.
  const date = /^[A-Z][a-z]+, .* GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  const waitMs = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : date - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(mostMs, Math.max(0, waitMs));
}
