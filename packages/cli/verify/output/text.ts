import type { Experiment, Outcome } from "../experiment.ts";
import type { Result } from "../results/store.ts";

const marks: Readonly<Record<Outcome, string>> = { proven: "✓", refuted: "✗", unknown: "?" };

/** One experiment: a line if proven, otherwise with its observations. */
export function resultText({ experiment, title, outcome, seconds, ...result }: Result): string {
  const head = `${marks[outcome]} ${experiment.padEnd(18)} ${outcome.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s  ${title}`;
  const open = result.observations.filter((one) => one.outcome !== "proven");
  const lines = open.flatMap(({ what, declared, observed, policies, ...one }) => [
    `    ${marks[one.outcome]} ${what}`,
    ...(declared === undefined ? [] : [`      declared: ${declared}`]),
    `      ${one.outcome === "unknown" ? "unknown" : "observed"}: ${observed}`,
    `      policies: ${(policies ?? result.policies).join(", ")}`,
  ]);
  return `${[head, ...lines].join("\n")}\n`;
}

export function summaryText(
  results: readonly Result[],
  left: readonly Experiment[],
  kind: string,
): string {
  const count = (outcome: Outcome) => results.filter((one) => one.outcome === outcome).length;
  const counts = `${count("proven")} proven, ${count("refuted")} refuted, ${count("unknown")} unknown`;
  const skipped = left.map(({ id, effect }) => `${id} (${effect})`).join(", ");
  return `${counts}.\n${skipped === "" ? "" : `Not on ${kind}: ${skipped}.\n`}`;
}
