import { setTimeout as delay } from "node:timers/promises";

const everyMs = 100;
/** A connection that is accepted and never answered is an outage too. */
const longestMs = 5_000;

export interface ProbeResult {
  readonly probes: number;
  readonly failedProbes: number;
  /** Total time from each failed probe to the next successful one. */
  readonly outageMs: number;
}

/** Polls a URL of the app that reports whether it reaches everything, until stopped. */
export function startProbe(url: string): { stop(): Promise<ProbeResult> } {
  let [running, probes, failedProbes, outageMs] = [true, 0, 0, 0];
  let failedSince: number | undefined;
  const loop = (async () => {
    while (running) {
      probes += 1;
      const signal = AbortSignal.timeout(longestMs);
      const ok = await fetch(url, { headers: { connection: "close" }, signal }).then(
        (response) => response.ok,
        () => false,
      );
      if (!ok) failedProbes += 1;
      if (!ok) failedSince ??= performance.now();
      else if (failedSince !== undefined) {
        outageMs += Math.round(performance.now() - failedSince);
        failedSince = undefined;
      }
      await delay(everyMs);
    }
  })();
  return {
    stop: async () => {
      running = false;
      await loop;
      return { probes, failedProbes, outageMs };
    },
  };
}
