import { exitCodes, reportFailure } from "@seaworthy/cli/main";
import { SeaworthyError } from "@seaworthy/core/errors";
import { writeResult } from "./results.ts";
import { runFault } from "./run.ts";
import { faults } from "./table.ts";

/** `npm run faults` runs every fault, `npm run faults -- disk-full` a single one. */
async function main(names: readonly string[]): Promise<void> {
  const chosen = faults.filter(({ name }) => names.length === 0 || names.includes(name));
  const known = faults.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new SeaworthyError("USAGE", `No fault ${unknown}. There are: ${known.join(", ")}.`);
  let lost = 0;
  for (const fault of chosen) {
    const outcomes = await runFault(fault);
    writeResult(fault.name, { takenAt: new Date().toISOString(), outcomes: [...outcomes] });
    for (const outcome of outcomes) {
      lost += outcome.lost;
      process.stdout.write(
        `${fault.name}, ${outcome.target}: ${outcome.acknowledged} acknowledged, ${outcome.errors} errors, ${outcome.recoverySeconds} s, ${outcome.lost} lost\n`,
      );
    }
  }
  if (lost > 0) throw new SeaworthyError("BENCH_FAILED", `${lost} acknowledged writes were lost.`);
}

process.exitCode = await main(process.argv.slice(2)).then(() => exitCodes.done, reportFailure);
