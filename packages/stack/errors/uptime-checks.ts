/** Sentry's intervals, longest first: the fewest checks that notice an outage in time. */
const intervalsSeconds = [3600, 1800, 1200, 600, 300, 60] as const;
const monthSeconds = 30 * 86_400;
/** An outage should use up at most this share of a month's error budget before it is noticed. */
const noticedWithin = 0.1;
const timeoutMs = 10_000;
/** One failed check may be the network's. */
const mostFailures = 3;

export interface UptimeChecks {
  readonly intervalSeconds: number;
  readonly timeoutMs: number;
  /** Failed checks in a row that mean an outage. */
  readonly downtimeThreshold: number;
}

/** How often to check an app that promises to be up for that share of the time. */
export function uptimeChecksFor(availability: number): UptimeChecks {
  const seconds = (1 - availability) * monthSeconds * noticedWithin;
  for (const intervalSeconds of intervalsSeconds)
    if (mostFailures * intervalSeconds + timeoutMs / 1000 <= seconds)
      return { intervalSeconds, timeoutMs, downtimeThreshold: mostFailures };
  return { intervalSeconds: 60, timeoutMs, downtimeThreshold: 1 };
}
