const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Before each attempt after a failed one, as Standard Webhooks recommends. */
const waitsMs = [
  ...[5_000, 5 * minuteMs, 30 * minuteMs],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs),
] as const;

/** Attempts of one delivery, the first among them. */
export const mostAttempts = waitsMs.length + 1;

/** An endpoint that has failed for as long is disabled. */
export const disableAfterMs = 5 * 24 * hourMs;

/** A tenth more or less: what failed together does not come back together. */
const jitter = 0.1;

/**
 * How long to wait after that many failed attempts; undefined when there is to be no other one. The
 * receiver's `Retry-After` wins where it is longer. `random` is in [0, 1).
 */
export function redeliveryMs(failed: number, random: number, retryAfterMs = 0): number | undefined {
  const wait = waitsMs[failed - 1];
  if (wait === undefined) return undefined;
  return Math.max(Math.round(wait * (1 - jitter + 2 * jitter * random)), retryAfterMs);
}

/** Failures in a row after which an endpoint is left alone for a while. */
const breakAfter = 5;
const firstBreakMs = minuteMs;
const longestBreakMs = hourMs;

/**
 * How long nothing is sent to an endpoint after that many failures in a row, whatever is due: 0
 * below five, then a minute, two, four … an hour. The first delivery after that tries it.
 */
export function breakMs(failuresInARow: number): number {
  if (failuresInARow < breakAfter) return 0;
  return Math.min(firstBreakMs * 2 ** Math.min(failuresInARow - breakAfter, 20), longestBreakMs);
}
