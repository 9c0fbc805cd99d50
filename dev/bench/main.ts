import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { exitCodes, reportFailure } from "@seaworthy/cli/main";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { benches } from "./table.ts";

const results = join(findProject().root, "dev", "bench", "results");

/**
 * `npm run bench` for everything, `npm run bench -- stack edge` for some of it. Each area's figures
 * are stored in results/<area>.json.
 */
async function main(wanted: readonly string[]): Promise<void> {
  const areas = wanted.length > 0 ? wanted : Object.keys(benches);
  const unknown = areas.filter((area) => !(area in benches));
  if (unknown.length > 0) {
    throw new SeaworthyError(
      "USAGE",
      `There is no bench ${unknown.join(", ")}. There are: ${Object.keys(benches).join(", ")}.`,
    );
  }
  const [only, ...others] = areas;
  if (only !== undefined && others.length === 0) return run(only);
  for (const area of areas) await runApart(area);
}

/** In a separate process: memory left by one bench would slow the next. */
async function runApart(area: string): Promise<void> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", import.meta.filename, area],
    { stdio: "inherit" },
  );
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== exitCodes.done)
    throw new SeaworthyError(
      "BENCH_FAILED",
      `The bench ${area} ended with ${code ?? "a signal"}; see its output above.`,
    );
}

async function run(area: string): Promise<void> {
  process.stdout.write(`${area}\n`);
  const load = benches[area];
  const figures = load ? await (await load()).measure() : {};
  const machine = {
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  mkdirSync(results, { recursive: true });
  const text = `${JSON.stringify({ takenAt: new Date().toISOString(), machine, ...figures }, null, 2)}\n`;
  writeFileSync(join(results, `${area}.json`), text);
  process.stdout.write(text);
}
process.exitCode = await main(process.argv.slice(2)).then(() => exitCodes.done, reportFailure);
