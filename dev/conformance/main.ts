import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { exitCodes, reportFailure } from "@seaworthy/cli/main";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { SuiteFigures } from "./suite.ts";
import { resultsFile, suites } from "./table.ts";

const results = join(import.meta.dirname, "results");

/**
 * `npm run conformance` runs every suite, `npm run conformance -- cache-tests=<path>` one that is
 * in that folder. Figures are stored in results/<suite>.json.
 */
async function main(args: readonly string[]): Promise<void> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
  const given = new Map(positionals.map(pathOf));
  let problems = 0;
  for (const [name, load] of Object.entries(suites)) {
    if (given.size > 0 && !given.has(name)) continue;
    const { run } = await load();
    problems += report(name, await run(given.get(name)));
  }
  if (problems > 0)
    throw new SeaworthyError("BENCH_FAILED", "A suite differs from what is expected; see above.");
}

function pathOf(text: string): [name: string, path: string | undefined] {
  const [name = "", path] = text.split("=", 2);
  if (!(name in suites)) {
    const known = Object.keys(suites).join(", ");
    throw new SeaworthyError("USAGE", `There is no suite ${name}. There are: ${known}.`);
  }
  return [name, path === undefined ? undefined : resolve(path)];
}

/** Prints and stores the figures. Returns the number of problems. */
function report(name: string, figures: SuiteFigures | undefined): number {
  if (!figures) {
    process.stdout.write(`${name}: not run (give its folder: ${name}=<path>)\n`);
    return 0;
  }
  const { required, passed, problems } = figures;
  process.stdout.write(`${name}: ${passed} of ${required} required cases pass\n`);
  for (const problem of problems) process.stdout.write(`  ${problem}\n`);
  mkdirSync(results, { recursive: true });
  const kept = { takenAt: new Date().toISOString(), ...figures };
  writeFileSync(join(results, resultsFile(name)), `${JSON.stringify(kept, null, 2)}\n`);
  return problems.length;
}

process.exitCode = await main(process.argv.slice(2)).then(() => exitCodes.done, reportFailure);
