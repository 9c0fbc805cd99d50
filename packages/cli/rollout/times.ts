/**
 * Durations by bucket: how many took at most `upToSeconds`, and longer than the previous bucket.
 */
export interface Times {
  readonly upToSeconds: readonly number[];
  /** One more than the bounds: the last counts everything longer. */
  readonly counts: readonly number[];
}

export const total = ({ counts }: Times): number => counts.reduce((sum, count) => sum + count, 0);

/** How many took longer than a bucket's bound; all of them for 0. */
export const countOver = ({ upToSeconds, counts }: Times, seconds: number): number =>
  counts.reduce(
    (sum, count, index) => ((upToSeconds[index] ?? Infinity) > seconds ? sum + count : sum),
    0,
  );

export interface Limit {
  /** Of the new version. */
  readonly seconds: number;
  /** Of the old version: at most `seconds / worse`. */
  readonly oldSeconds: number;
}

/**
 * The durations at which two versions are compared: each bucket's bound from the floor on, and the
 * longest bound of the old version that is `worse` times shorter.
 */
export function limitsFrom(
  { upToSeconds }: Times,
  floorSeconds: number,
  worse: number,
): readonly Limit[] {
  return upToSeconds
    .filter((seconds) => seconds >= floorSeconds)
    .map((seconds) => ({
      seconds,
      oldSeconds: upToSeconds.findLast((bound) => bound * worse <= seconds) ?? 0,
    }));
}
