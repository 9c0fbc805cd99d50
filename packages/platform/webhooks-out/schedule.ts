const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Before each retry, as Standard Webhooks recommends. */
const waitsMs = [
  ...[5_000, 5 * minuteMs, 30 * minuteMs],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs),
] as const;

/** Attempts per delivery, including the first. */
export const mostAttempts = waitsMs.length + 1;

/** An endpoint that has failed for this long is disabled. */
export const disableAfterMs = 5 * 24 * hourMs;

/** Plus or minus 10 %: simultaneous failures are not retried simultaneously. */
const jitter = 0.1;

/**
 * How long to wait after that many failed attempts; undefined when there is no further one. The
 * receiver's `Retry-After` applies if it is longer. `random` is in [0, 1).
 */
export function redeliveryMs(failed: number, random: number, retryAfterMs = 0): number | undefined {
  const wait = waitsMs[failed - 1];
  if (wait === undefined) return undefined;
  return Math.max(Math.round(wait * (1 - jitter + 2 * jitter * random)), retryAfterMs);
}

/** Consecutive failures after which sending to an endpoint is paused. */
const breakAfter = 5;
const firstBreakMs = minuteMs;
const longestBreakMs = hourMs;

/**
 * How long nothing is sent to an endpoint after that many consecutive failures, whatever is due: 0
 * below five, then a minute, two, four … an hour. The first delivery after that tests it.
 */
export function breakMs(failuresInARow: number): number {
  if (failuresInARow < breakAfter) return 0;
  return Math.min(firstBreakMs * 2 ** Math.min(failuresInARow - breakAfter, 20), longestBreakMs);
}
