import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { type BuiltInPlugin, builtInPlugins } from "@seaworthy/plugins/table";
import { run } from "../run.ts";
import type { Toolchain } from "../version.ts";

export interface OfficialPluginsOptions {
  readonly toolchain: Toolchain;
  /** The user's cache folder. */
  readonly cacheDirectory: string;
  readonly report: (line: string) => void;
  readonly plugins?: readonly BuiltInPlugin[];
}

/**
 * A folder with the executables of the official plugins, in the versions that the built-in ones
 * stand in for; Pulumi downloads them if they are not cached. Throws TOOL_MISSING with what to do
 * when they are not available.
 */
export async function officialPlugins({
  toolchain,
  cacheDirectory,
  report,
  plugins = builtInPlugins,
}: OfficialPluginsOptions): Promise<string> {
  const home = join(cacheDirectory, "official-plugins");
  const folder = join(home, "executables");
  mkdirSync(folder, { recursive: true });
  for (const { name, version } of plugins) {
    const executable = join(
      home,
      "plugins",
      `resource-${name}-v${version}`,
      `pulumi-resource-${name}`,
    );
    if (!existsSync(executable)) await download({ toolchain, home, name, version, report });
    const link = join(folder, `pulumi-resource-${name}`);
    rmSync(link, { force: true });
    symlinkSync(executable, link);
  }
  return folder;
}

interface Download {
  readonly toolchain: Toolchain;
  readonly home: string;
  readonly name: string;
  readonly version: string;
  readonly report: (line: string) => void;
}

async function download({ toolchain, home, name, version, report }: Download): Promise<void> {
  report(`downloading the official plugin ${name} ${version}`);
  const { exitCode, tail } = await run(
    join(toolchain.binDirectory, "pulumi"),
    ["plugin", "install", "resource", name, version],
    {
      environment: { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
    },
  );
  if (exitCode === 0) return;
  throw new SeaworthyError(
    "TOOL_MISSING",
    `The official plugin ${name} ${version} could not be downloaded: ${tail.at(-1) ?? "no reason given"}\n` +
      "If they cannot be downloaded, put pulumi-resource-cloudflare and pulumi-resource-terraform-provider into a folder and set SEAWORTHY_PARITY_PLUGINS to it.",
  );
}
