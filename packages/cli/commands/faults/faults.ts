import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { type FaultResult, writeFaultResult } from "../../faults/results.ts";
import { faultsNamed, faultText, strike } from "../../faults/strike.ts";
import { faults } from "../../faults/table.ts";
import { findStack } from "../../project.ts";

export interface FaultsOptions {
  readonly list?: boolean;
  readonly json?: boolean;
}

/** Ends with exit code 1 when a promise was broken. */
export async function strikeFaults(
  stackName: string,
  names: readonly string[],
  { list, json }: FaultsOptions,
): Promise<void> {
  if (list) {
    for (const { name, what } of faults) process.stdout.write(`${name.padEnd(18)} ${what}\n`);
    return;
  }
  if (!findStack(stackName).isLocal)
    throw new SeaworthyError(
      "USAGE",
      `Faults are for the local cloud only, not for ${stackName}. Nothing was started.`,
    );
  const results: Record<string, FaultResult> = {};
  for (const fault of faultsNamed(names)) {
    const result = await strike(fault);
    results[fault.name] = result;
    writeFaultResult(findProject(), fault.name, result);
    (json ? process.stderr : process.stdout).write(faultText(fault, result));
  }
  if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
  if (Object.values(results).some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}
