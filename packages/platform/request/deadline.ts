import { AppError } from "../errors/errors.ts";
import type { Clock } from "../runtime/clock.ts";

/**
 * The time after which a request's response is useless. Every wait uses the smaller of its own
 * timeout and the remaining time.
 */
export interface Deadline {
  /** Milliseconds; 0 when it has passed. */
  remainingMs(): number;
  /**
   * `limitMs`, or the remaining time if that is less. Throws DEADLINE_EXCEEDED when none is left.
   */
  cap(limitMs: number): number;
}

export function startDeadline(clock: Clock, budgetMs: number): Deadline {
  const endsAt = clock.now() + budgetMs;
  const remainingMs = () => Math.max(0, endsAt - clock.now());
  return {
    remainingMs,
    cap: (limitMs) => {
      const left = remainingMs();
      if (left === 0) throw waitedTooLong();
      return Math.min(limitMs, left);
    },
  };
}

/** The error of a wait ended by the deadline. */
export function waitedTooLong(): AppError {
  return new AppError("DEADLINE_EXCEEDED", "Narrow the request, or try again later.", {
    retryable: true,
  });
}
