export interface RetryPolicy {
  /** Including the first one. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly mostDelayMs: number;
}

/**
 * Delay before the next attempt after that many failed ones; undefined when no attempt is left.
 * "Full jitter": simultaneous failures are retried spread out. `random` is in [0, 1).
 */
export function retryDelayMs(
  policy: RetryPolicy,
  failed: number,
  random: number,
): number | undefined {
  if (failed >= policy.attempts) return undefined;
  return Math.round(random * Math.min(policy.mostDelayMs, policy.firstDelayMs * 2 ** (failed - 1)));
}
