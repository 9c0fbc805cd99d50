import { faultsNamed, faultText, strike } from "@seaworthy/cli/faults/strike";
import { exitCodes, reportFailure } from "@seaworthy/cli/main";
import { SeaworthyError } from "@seaworthy/core/errors";
import { writeResult } from "./results.ts";

/** `npm run faults` for all, `npm run faults -- disk-full` for one; docs/proof/faults.md. */
async function main(names: readonly string[]): Promise<void> {
  const broken: string[] = [];
  for (const fault of faultsNamed(names)) {
    const result = await strike(fault);
    writeResult(fault.name, result);
    process.stdout.write(faultText(fault, result));
    broken.push(...result.broken);
  }
  if (broken.length > 0) throw new SeaworthyError("BENCH_FAILED", broken.join("\n"));
}

process.exitCode = await main(process.argv.slice(2)).then(() => exitCodes.done, reportFailure);
