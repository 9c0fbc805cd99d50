import { SeaworthyError } from "@seaworthy/core/errors";
import type { Fault } from "./fault.ts";
import { brokenPromises } from "./judge.ts";
import type { FaultResult } from "./results.ts";
import { runFault } from "./run.ts";
import { faults } from "./table.ts";

/** The faults of those names, or all. Throws USAGE. */
export function faultsNamed(names: readonly string[]): readonly Fault[] {
  const known = faults.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined)
    return faults.filter(({ name }) => names.length === 0 || names.includes(name));
  throw new SeaworthyError(
    "USAGE",
    `No fault ${unknown}. Faults: ${known.join(", ")}. Nothing was started.`,
  );
}

/** Runs one, and compares it with its promise. */
export async function strike(fault: Fault): Promise<FaultResult> {
  const takenAt = new Date().toISOString();
  const run = await runFault(fault);
  return { takenAt, ...run, broken: brokenPromises(fault.promise, run) };
}

/** A line for each target, and one for each part of the promise that was broken. */
export function faultText({ name, what }: Fault, { outcomes, broken }: FaultResult): string {
  const lines = outcomes.map(
    ({ target, acknowledged, errors, during, recoverySeconds, lost }) =>
      `  ${target}: ${acknowledged} succeeded, ${errors} failed, ${during.errors} of ${during.calls} during the fault, back after ${recoverySeconds} s, ${lost} lost`,
  );
  const wrong = broken.map((one) => `  broken promise: ${one}`);
  return `${[`${broken.length === 0 ? "✓" : "✗"} ${name}: ${what}`, ...lines, ...wrong].join("\n")}\n`;
}
