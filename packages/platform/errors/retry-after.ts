import type { Clock } from "../runtime/clock.ts";

/** A day: a longer wait is a mistake of the sender's, or its wish never to be asked again. */
const longestMs = 24 * 60 * 60_000;

/**
 * How long a response asks to wait: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), a day
 * at most. Undefined when it has none that can be read.
 */
export function retryAfterMs(headers: Headers, clock: Clock): number | undefined {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1_000, longestMs);
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, date - clock.now()), longestMs);
}
