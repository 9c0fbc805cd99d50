import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuiltInPlugin, builtInPlugins } from "@seaworthy/plugins/table";
import { launcherText, writeLauncher } from "@seaworthy/toolchain/pulumi/plugin-launcher";
import { z } from "zod";

/** The plugin that a package's resources need, as its manifest declares. */
interface DeclaredPlugin {
  readonly name: string;
  readonly version: string;
  readonly package: { readonly name: string; readonly directory: string };
}

const parts = z.object({ name: z.string(), version: z.string() });
const manifest = z.object({
  name: z.string(),
  version: z.string().default("0.0.0"),
  pulumi: z.object({
    resource: z.literal(true),
    name: z.string().optional(),
    version: z.string().optional(),
    parameterization: parts.optional(),
  }),
});

const entry = fileURLToPath(import.meta.resolve("@seaworthy/plugins/permissive/main"));

/**
 * The permissive plugin, which accepts everything as declared, under each name and version that the
 * program's packages require.
 */
export function permissivePlugins(root: string): BuiltInPlugin[] {
  const declared = declaredPlugins(root);
  const named = (one: { name: string; version: string }) => `${one.name} ${one.version}`;
  const wanted = Map.groupBy([...builtIn(), ...declared], named);
  return [...wanted.values()].flatMap(([first]) => {
    if (first === undefined) return [];
    const { name, version } = first;
    const packages = declared
      .filter((one) => named(one) === named(first))
      .map((one) => one.package);
    return [{ name, version, entry, arguments: [JSON.stringify({ name, version, packages })] }];
  });
}

const missingPlugin =
  /no resource plugin 'pulumi-resource-([\w-]+)' found in the workspace(?: at version v?([\d.]+))?/;

/**
 * Installs the plugin that a failed preview reported as missing, and returns whether there was one:
 * a program may use a resource type without its package.
 */
export function installMissing(home: string, message: string): boolean {
  const [, name, version = "0.0.0"] = missingPlugin.exec(message) ?? [];
  if (name === undefined) return false;
  const folder = join(home, "plugins", `resource-${name}-v${version}`);
  if (existsSync(folder)) return false;
  mkdirSync(folder, { recursive: true });
  const described = JSON.stringify({ name, version, packages: [] });
  const plugin = { name, version, entry, arguments: [described] };
  writeLauncher(join(folder, `pulumi-resource-${name}`), launcherText(plugin));
  return true;
}

/** Required even by programs whose packages are not found, such as those in another language. */
const builtIn = (): { name: string; version: string }[] =>
  builtInPlugins.map(({ name, version }) => ({ name, version }));

/** From every package in `node_modules` of the program's folder and its parents. */
function declaredPlugins(root: string): DeclaredPlugin[] {
  const folders = upwards(root).map((folder) => join(folder, "node_modules"));
  return folders.flatMap(packagesIn).flatMap(pluginOf);
}

function upwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

/** Packages, scoped packages, and packages nested in those. */
function packagesIn(modules: string): string[] {
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) => {
      const path = join(modules, name);
      if (name.startsWith("@")) return packagesIn(path);
      return [path, ...packagesIn(join(path, "node_modules"))];
    });
}

function pluginOf(directory: string): DeclaredPlugin[] {
  const file = join(directory, "package.json");
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  if (!text.includes('"pulumi"')) return [];
  const { data } = manifest.safeParse(JSON.parse(text));
  if (data === undefined) return [];
  const { pulumi } = data;
  const name = pulumi.name ?? unscoped(data.name);
  const resources = pulumi.parameterization?.name ?? name;
  const version = (pulumi.version ?? data.version).replace(/^v/, "");
  return [{ name, version, package: { name: resources, directory } }];
}

const unscoped = (name: string): string => name.replace(/^@pulumi\//, "").replace(/^.*\//, "");
