import { AppError } from "../errors/errors.ts";
import type { Clock } from "../runtime/clock.ts";

/**
 * When a request's answer is no longer worth anything. Every wait on its way takes the smaller of
 * its own limit and what is left.
 */
export interface Deadline {
  /** Milliseconds; 0 when it is over. */
  remainingMs(): number;
  /** `limitMs`, or less when less is left. Throws DEADLINE_EXCEEDED when nothing is. */
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

/** The error of a wait that the deadline ended. */
export function waitedTooLong(): AppError {
  return new AppError("DEADLINE_EXCEEDED", "Narrow the request, or try again later.", {
    retryable: true,
  });
}
