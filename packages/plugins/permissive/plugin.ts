import { cloudflareTable } from "../cloudflare/table.ts";
import { createPackage, type ProviderTable } from "../engine/provider.ts";
import type { Handlers, Plugin, PluginPackage } from "../kit/plugin.ts";
import { sentryTable } from "../sentry/table.ts";
import { supabaseTable } from "../supabase/table.ts";
import { asDeclared } from "./as-declared.ts";
import { type DeclaredPackage, standInAnswer } from "./data-source.ts";

/** A launcher's instructions to the plugin, as JSON. */
export interface PermissivePlugin {
  readonly name: string;
  readonly version: string;
  /** Packages of the program that use this plugin. */
  readonly packages: readonly DeclaredPackage[];
}

const tables: readonly ProviderTable[] = [cloudflareTable, supabaseTable, sentryTable];

/**
 * Stands in for any plugin while a program is checked: accepts every resource as declared and
 * creates nothing. Built-in types get their defaults and validation; a type or property that the
 * built-in plugins lack is not an error in the program.
 */
export function permissivePlugin({ name, version, packages }: PermissivePlugin): Plugin {
  return {
    name,
    version,
    package: permissivePackage(name, version, packages),
    parameterize: (of, ofVersion) => permissivePackage(of, ofVersion, packages),
  };
}

function permissivePackage(
  name: string,
  version: string,
  packages: readonly DeclaredPackage[],
): PluginPackage {
  const table = tables.find((one) => one.name === name && one.version === version);
  const known = table === undefined ? {} : knownResources(table);
  const handlers: Handlers = {
    resources: known,
    functions: {},
    otherResource: asDeclared,
    otherFunction: (token) => async (args) => standInAnswer(token, args, packages),
  };
  return {
    name,
    version,
    checkConfig: (inputs) => ({ inputs, failures: [] }),
    configure: () => handlers,
  };
}

/** No call in a check reaches a vendor, so no URL or token is needed. */
function knownResources(table: ProviderTable): Handlers["resources"] {
  const nowhere = { [table.baseUrl.key]: "http://localhost", [table.token.key]: "none" };
  const { resources } = createPackage({ ...table, lenient: true }, {}).configure(nowhere);
  const entries = Object.entries(resources).map(([token, handler]) => [
    token,
    { ...asDeclared(token), check: handler.check, create: handler.create },
  ]);
  return Object.fromEntries(entries);
}
