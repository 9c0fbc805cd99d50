import { setTimeout as delay } from "node:timers/promises";

const everyMs = 100;

export interface ProbeResult {
  readonly probes: number;
  readonly failedProbes: number;
  /** Sum of the times from a failed probe to the next that was answered. */
  readonly outageMs: number;
}

/** Asks an address of the app over and over whether it reaches everything, until it is stopped. */
export function startProbe(url: string): { stop(): Promise<ProbeResult> } {
  let [running, probes, failedProbes, outageMs] = [true, 0, 0, 0];
  let failedSince: number | undefined;
  const loop = (async () => {
    while (running) {
      probes += 1;
      const ok = await fetch(url, { headers: { connection: "close" } }).then(
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
