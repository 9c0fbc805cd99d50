import { parseArgs } from "node:util";
import { exitCodes, reportFailure } from "@seaworthy/cli/main";
import { SeaworthyError } from "@seaworthy/core/errors";
import { properties } from "@seaworthy/rules-language/testing/properties";

/**
 * `npm run fuzz`, or `npm run fuzz -- --seconds 600 --seed 42`: tests every property of the Rules
 * language for that long, with new inputs each time.
 */
function main(args: readonly string[]): void {
  const { seconds, seed } = readOptions(args);
  process.stdout.write(`seed ${seed}: the same seed gives the same inputs\n`);
  for (const [name, hold] of Object.entries(properties)) {
    process.stdout.write(`${name}, for ${seconds} seconds\n`);
    hold({ numRuns: Number.POSITIVE_INFINITY, interruptAfterTimeLimit: seconds * 1000, seed });
  }
  process.stdout.write("All properties held.\n");
}

function readOptions(args: readonly string[]): { seconds: number; seed: number } {
  const options = {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
  if (seconds > 0 && Number.isSafeInteger(seed)) return { seconds, seed };
  throw new SeaworthyError(
    "USAGE",
    "npm run fuzz -- --seconds 60 --seed 42: both are numbers, and the seconds are more than 0.",
  );
}

process.exitCode = await Promise.resolve(process.argv.slice(2))
  .then(main)
  .then(() => exitCodes.done, reportFailure);
