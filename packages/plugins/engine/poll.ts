import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";

/**
 * Polls until there is a result, first every 100 ms, then increasingly rarely, at most every 5 s.
 * Throws VENDOR_REFUSED after `timeoutMs`.
 */
export async function pollUntil<T>(
  what: string,
  timeoutMs: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = 100; ; pauseMs = Math.min(5_000, pauseMs * 1.5)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() + pauseMs > deadline) {
      throw new SeaworthyError(
        "VENDOR_REFUSED",
        `${what} within ${Math.round(timeoutMs / 1000)} s. Look at it in the vendor's console and run "pulumi up" again.`,
        { retryable: true },
      );
    }
    await delay(pauseMs);
  }
}
