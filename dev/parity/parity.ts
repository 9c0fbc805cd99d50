/**
 * `npm run parity`: runs the scenarios of the resource types on the built-in plugins and on the
 * official ones, all on the local cloud, and prints where they differ.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { userCacheDirectory } from "@seaworthy/core/cache-directory";
import { readEnvironment } from "@seaworthy/core/environment";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { parseJson } from "@seaworthy/core/parse-json";
import { renderDifferences } from "@seaworthy/plugins/differences";
import { installToolchain } from "@seaworthy/toolchain/install/install";
import { officialPlugins } from "@seaworthy/toolchain/pulumi/official-plugins";
import { requireOfficial } from "./require-official.ts";
import { isParity, outcomesOf, renderSideBySide } from "./side-by-side.ts";

const report = (line: string) => void process.stdout.write(`${line}\n`);

async function findPlugins(): Promise<string> {
  const given = readEnvironment().SEAWORTHY_PARITY_PLUGINS;
  if (given !== undefined) return given;
  return officialPlugins({
    toolchain: await installToolchain({ report }),
    cacheDirectory: userCacheDirectory(),
    report,
  });
}

/** The outcomes by test; without a folder, of the built-in plugins. */
function runScenarios(folder?: string): ReadonlyMap<string, string> {
  report(folder === undefined ? "built-in plugins" : `official plugins of ${folder}`);
  const directory = mkdtempSync(join(tmpdir(), "sea-parity-"));
  const file = join(directory, "results.json");
  const configuration = join(import.meta.dirname, "vitest.config.ts");
  const vitest = join(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { SEAWORTHY_PARITY_PLUGINS: _, ...others } = process.env;
  try {
    spawnSync(process.execPath, [vitest, "run", "--config", configuration, ...reporters], {
      env: folder === undefined ? others : { ...others, SEAWORTHY_PARITY_PLUGINS: folder },
      stdio: "inherit",
    });
    return outcomesOf(existsSync(file) ? parseJson(readFileSync(file, "utf8")) : undefined);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function compare(folder: string): boolean {
  requireOfficial(folder);
  const builtIn = runScenarios();
  const official = runScenarios(folder);
  report(`\n${renderDifferences()}\n## Tests that end differently\n`);
  report(renderSideBySide(builtIn, official));
  return isParity(builtIn, official);
}

try {
  process.exitCode = compare(await findPlugins()) ? 0 : 1;
} catch (thrown) {
  const code = thrown instanceof SeaworthyError ? thrown.code : "INTERNAL";
  process.stderr.write(`error ${code}: ${messageOf(thrown)}\n`);
  process.exitCode = 1;
}
