import type { Clock } from "../../../kernel/clock.ts";
import type { RateLimit } from "../model.ts";

/**
 * Counts a key's events in fixed windows, like Sentry's Redis quotas. Not persisted: the longest
 * window is a day.
 */
export interface KeyLimiter {
  /**
   * Takes one from the key's quota: undefined on success, otherwise the seconds until the window
   * ends.
   */
  take(keyId: string, limit: RateLimit | null): number | undefined;
  /** Returns one that was taken for an event that was then not accepted. */
  refund(keyId: string): void;
}

interface Window {
  readonly seconds: number;
  readonly index: number;
  used: number;
}

export function createKeyLimiter(clock: Clock): KeyLimiter {
  const windows = new Map<string, Window>();
  return {
    take: (keyId, limit) => {
      if (limit === null) return undefined;
      const windowMs = limit.window * 1000;
      const index = Math.floor(clock.now() / windowMs);
      const window = currentWindow(windows.get(keyId), limit.window, index);
      windows.set(keyId, window);
      if (window.used >= limit.count)
        return Math.max(1, Math.ceil(((index + 1) * windowMs - clock.now()) / 1000));
      window.used += 1;
      return undefined;
    },
    refund: (keyId) => {
      const window = windows.get(keyId);
      if (window && window.used > 0) window.used -= 1;
    },
  };
}

function currentWindow(known: Window | undefined, seconds: number, index: number): Window {
  return known?.seconds === seconds && known.index === index ? known : { seconds, index, used: 0 };
}
