import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Environment, readEnvironment } from "@seaworthy/core/environment";
import { readJsonFile } from "@seaworthy/core/json-file";
import { findProject } from "@seaworthy/core/project";
import { builtInPlugins } from "@seaworthy/plugins/table";
import { z } from "zod";

const entry = createRequire(import.meta.url).resolve("@seaworthy/plugins/host");

/** The built-in plugins, served for one run of the engine. */
export interface PluginHost {
  /** Tell the engine to use it. */
  readonly environment: Environment;
  stop(): void;
}

const none: PluginHost = { environment: {}, stop: () => undefined };

/**
 * Starts one process for all built-in plugins: the engine would start four, each of which loads the
 * same code. Without it (a debugger's own plugins, a package of another version, a failed start)
 * the engine starts the plugins itself, and reports what is wrong with them.
 */
export async function startPluginHost(environment: Environment): Promise<PluginHost> {
  const { root, folders, compileCache } = findProject();
  if (readEnvironment().PULUMI_DEBUG_PROVIDERS !== undefined || !haveTheirVersions(root))
    return none;
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", entry], {
    cwd: join(root, folders.program), // as the engine does: programs name files relative to it
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...environment, NODE_COMPILE_CACHE: compileCache },
  });
  const ended = once(child, "close").then(() => undefined);
  const ports = once(createInterface(child.stdout), "line").then(([line]) => String(line));
  const PULUMI_DEBUG_PROVIDERS = await Promise.race([ports, ended]);
  if (PULUMI_DEBUG_PROVIDERS === undefined) return none;
  child.unref();
  return { environment: { PULUMI_DEBUG_PROVIDERS }, stop: () => void child.kill() };
}

const packageSchema = z.object({ version: z.string() });

/** The engine does not compare versions of plugins that it did not start. */
function haveTheirVersions(root: string): boolean {
  return builtInPlugins.every(({ name, version }) => {
    const file = join(root, "node_modules", "@pulumi", name, "package.json");
    const installed = readJsonFile(file, packageSchema, "Type: npm ci");
    return installed === undefined || installed.version === version;
  });
}
