import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { hasErrno } from "@seaworthy/core/errors";
import { type BuiltInPlugin, builtInPlugins } from "@seaworthy/plugins/table";
import type { Toolchain } from "../version.ts";
import { isLauncher, launcherText, writeLauncher } from "./plugin-launcher.ts";

/**
 * Makes `home` a PULUMI_HOME that runs this toolchain and the built-in plugins: the npm launcher
 * `pulumi` starts `versions/<version>/bin/pulumi` if it exists, and the engine finds plugins in
 * `plugins/`. Idempotent.
 */
export async function preparePulumiHome(
  home: string,
  toolchain: Toolchain,
  plugins: readonly BuiltInPlugin[] = builtInPlugins,
): Promise<void> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  linkTo(toolchain.binDirectory, join(home, "versions", toolchain.version, "bin"));
  const wanted = new Map(
    plugins.map((plugin) => [`resource-${plugin.name}-v${plugin.version}`, plugin]),
  );
  for (const [folder, plugin] of wanted) installPlugin(join(home, "plugins", folder), plugin);
  removeFormer(join(home, "plugins"), wanted);
}

function linkTo(target: string, link: string): void {
  if (currentTarget(link) === target) return;
  mkdirSync(dirname(link), { recursive: true });
  const fresh = `${link}.${process.pid}`;
  rmSync(fresh, { force: true });
  symlinkSync(target, fresh);
  if (existsSync(link) && currentTarget(link) === undefined) rmSync(link, { recursive: true });
  renameSync(fresh, link);
}

/**
 * Undefined when there is nothing, or a folder (which the npm launcher leaves when it downloads a
 * CLI itself).
 */
function currentTarget(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT", "EINVAL")) return undefined;
    throw thrown;
  }
}

function installPlugin(folder: string, plugin: BuiltInPlugin): void {
  const file = join(folder, `pulumi-resource-${plugin.name}`);
  const text = launcherText(plugin);
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  mkdirSync(folder, { recursive: true });
  writeLauncher(file, text);
}

/** Removes launchers of versions that are no longer built in; plugins installed by users stay. */
function removeFormer(directory: string, wanted: ReadonlyMap<string, BuiltInPlugin>): void {
  if (!existsSync(directory)) return;
  for (const folder of readdirSync(directory).filter(
    (name) => name.startsWith("resource-") && !wanted.has(name),
  )) {
    const [launcher] = readdirSync(join(directory, folder)).filter((name) =>
      isLauncher(join(directory, folder, name)),
    );
    if (launcher !== undefined) rmSync(join(directory, folder), { recursive: true });
  }
}
