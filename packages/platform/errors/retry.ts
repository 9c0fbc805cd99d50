export interface RetryPolicy {
  /** The first one included. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly mostDelayMs: number;
}

/**
 * How long to wait before the attempt after that many failed ones; undefined when there is to be
 * none. "Full jitter": all that failed together come back spread out. `random` is in [0, 1).
 */
export function retryDelayMs(
  policy: RetryPolicy,
  failed: number,
  random: number,
): number | undefined {
  if (failed >= policy.attempts) return undefined;
  return Math.round(random * Math.min(policy.mostDelayMs, policy.firstDelayMs * 2 ** (failed - 1)));
}
