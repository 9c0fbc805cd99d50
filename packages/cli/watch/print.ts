import type { WatchResult } from "./watch.ts";

/** Only a broken limit is a reason to take the release back. */
const nextStep: Readonly<Record<WatchResult["outcome"], (stack: string) => string>> = {
  held: () => "✓ all limits held",
  broken: (stack) => `Take the release back: npx seaworthy rollback ${stack}`,
  unknown: (stack) =>
    `Nothing is known about the release. See what is down: npx seaworthy status ${stack}`,
};

export function watchText(stack: string, result: WatchResult): string {
  const { outcome, reasons, requests, errors, mostConnections, hitShare, seconds } = result;
  const used = result.errorBudgetUsed;
  const hits = hitShare === null ? "no cache reads" : `${Math.round(hitShare * 100)} % cache hits`;
  const lines = [
    `${stack}, ${Math.round(seconds / 60)} minutes: ${requests} requests, ${errors} errors, at most ${mostConnections} database connections, ${hits}`,
    ...(used === null
      ? []
      : [`${Math.round(used * 100)} % of these requests' error budget is used`]),
    ...reasons.map((reason) => `${outcome === "unknown" ? "?" : "✗"} ${reason}`),
    nextStep[outcome](stack),
  ];
  return `${lines.join("\n")}\n`;
}
