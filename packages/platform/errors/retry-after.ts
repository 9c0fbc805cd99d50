import type { Clock } from "../runtime/clock.ts";

/** One day: a longer wait is an error, or means not to call again. */
const longestMs = 24 * 60 * 60_000;

/**
 * How long a response asks to wait: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), at
 * most a day. Undefined when it is absent or invalid.
 */
export function retryAfterMs(headers: Headers, clock: Clock): number | undefined {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1_000, longestMs);
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, date - clock.now()), longestMs);
}
