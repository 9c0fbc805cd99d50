/**
 * `npm run parity`: runs the built-in plugins' scenarios on the official plugins, with both talking
 * to the local cloud.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { userCacheDirectory } from "@seaworthy/core/cache-directory";
import { readEnvironment } from "@seaworthy/core/environment";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { installToolchain } from "@seaworthy/toolchain/install";
import { officialPlugins } from "@seaworthy/toolchain/official-plugins";
import { requireOfficial } from "./require-official.ts";

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

/** The exit code of the tests. */
function runScenarios(folder: string): number {
  requireOfficial(folder);
  report(`official plugins of ${folder}`);
  const configuration = join(import.meta.dirname, "vitest.config.ts");
  const vitest = join(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");
  const environment = { ...process.env, SEAWORTHY_PARITY_PLUGINS: folder };
  return (
    spawnSync(process.execPath, [vitest, "run", "--config", configuration], {
      env: environment,
      stdio: "inherit",
    }).status ?? 1
  );
}

try {
  process.exitCode = runScenarios(await findPlugins());
} catch (thrown) {
  const code = thrown instanceof SeaworthyError ? thrown.code : "INTERNAL";
  process.stderr.write(`error ${code}: ${messageOf(thrown)}\n`);
  process.exitCode = 1;
}
