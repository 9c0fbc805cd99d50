/**
 * `npm run parity`: the scenarios that the built-in plugins pass, on the official plugins, both
 * talking to the local cloud.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { userCacheDirectory } from "@seaworthy/core/cache-directory";
import { readEnvironment } from "@seaworthy/core/environment";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { installToolchain } from "@seaworthy/toolchain/install";
import { officialPlugins } from "@seaworthy/toolchain/official-plugins";

/** The resource types' lives, a folder a vendor. */
const scenarios = ["cloudflare", "supabase", "sentry"].map(
  (vendor) => `packages/plugins/${vendor}/`,
);

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
  report(`plugins of ${folder}`);
  const vitest = join(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");
  const environment = { ...process.env, SEAWORTHY_PARITY_PLUGINS: folder };
  return (
    spawnSync(process.execPath, [vitest, "run", ...scenarios], {
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
