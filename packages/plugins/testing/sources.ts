import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Values } from "../kit/values.ts";
import { builtIn, type PluginCommand, type RunningPlugin, startPlugin } from "./plugin-process.ts";

/**
 * Source of the tested plugins. With SEAWORTHY_PARITY_PLUGINS, a folder with the official
 * `pulumi-resource-cloudflare` and `pulumi-resource-terraform-provider`, the same scenarios run on
 * those.
 */
const officialFolder = process.env.SEAWORTHY_PARITY_PLUGINS;

export const isOfficial: boolean = officialFolder !== undefined;

function command(name: string, entry: string): PluginCommand {
  return officialFolder === undefined
    ? builtIn(entry)
    : { command: `${officialFolder}/pulumi-resource-${name}`, args: [] };
}

/** A configured plugin that serves one package. */
export async function startConfigured(
  name: string,
  entry: string,
  config: Values,
): Promise<RunningPlugin> {
  const plugin = await startPlugin(command(name, entry));
  return configured(plugin, name, config);
}

/** The bridge, parameterized as the generated packages require. */
export async function startParameterized(
  name: string,
  version: string,
  config: Values,
): Promise<RunningPlugin> {
  const plugin = await startPlugin(command("terraform-provider", "terraform-provider/main.ts"));
  try {
    await plugin.client.parameterize(name, version, parameterOf(name));
    return await configured(plugin, name, config);
  } catch (thrown) {
    await plugin.kill();
    throw thrown;
  }
}

/**
 * The parameter that the generated package passes to the engine: where the bridge finds the
 * Terraform provider.
 */
function parameterOf(name: string): string {
  const file = join(import.meta.dirname, "..", "..", "..", "sdks", name, "package.json");
  if (!existsSync(file)) return "{}";
  const { pulumi } = JSON.parse(readFileSync(file, "utf8")) as {
    pulumi: { parameterization: { value: string } };
  };
  return Buffer.from(pulumi.parameterization.value, "base64").toString();
}

async function configured(
  plugin: RunningPlugin,
  name: string,
  config: Values,
): Promise<RunningPlugin> {
  await plugin.client.configure(`pulumi:providers:${name}`, config);
  return plugin;
}
