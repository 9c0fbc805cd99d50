import {
  type Environment,
  type EnvironmentVariable,
  environmentVariables,
  readEnvironment,
} from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Failure, Handlers, PluginPackage } from "../kit/plugin.ts";
import type { Values } from "../kit/values.ts";
import { type Api, createApi, type Dialect } from "./api.ts";
import { createHandler } from "./handler.ts";
import type { ResourceType } from "./resource-type.ts";

/** A provider setting: from the stack's configuration, otherwise from the environment. */
interface Setting {
  /** `baseUrl` of `cloudflare:baseUrl`. */
  readonly key: string;
  readonly variable: EnvironmentVariable;
}

export interface ProviderTable {
  readonly name: string;
  readonly version: string;
  readonly baseUrl: Setting;
  readonly token: Setting;
  readonly dialect: Dialect;
  readonly types: readonly ResourceType[];
  /** Accepts unknown properties instead of rejecting them by name. */
  readonly lenient?: boolean;
  readonly functions?: Readonly<Record<string, (api: Api, args: Values) => Promise<Values>>>;
}

/** Inputs that the engine adds to every provider. */
const engineInputs = new Set([
  "version",
  "pluginDownloadURL",
  "pluginChecksums",
  "parameterization",
  "name",
  "__internal",
  "envVarMappings",
]);

/** A package whose resources are table rows. */
export function createPackage(
  table: ProviderTable,
  environment: Environment = readEnvironment(),
): PluginPackage {
  return {
    name: table.name,
    version: table.version,
    checkConfig: (inputs) => ({ inputs, failures: unknownSettings(table, inputs) }),
    configure: (inputs) =>
      handlersOf(table, createApi(table.dialect, accessOf(table, inputs, environment))),
  };
}

function handlersOf(table: ProviderTable, api: Api): Handlers {
  const functions = Object.entries(table.functions ?? {});
  return {
    resources: Object.fromEntries(
      table.types.map((type) => [type.token, createHandler(type, api, table.lenient)]),
    ),
    functions: Object.fromEntries(
      functions.map(([token, answer]) => [token, (args: Values) => answer(api, args)]),
    ),
  };
}

function unknownSettings(table: ProviderTable, inputs: Values): Failure[] {
  const known = [table.baseUrl.key, table.token.key];
  const unknown = Object.keys(inputs).filter(
    (key) => !known.includes(key) && !engineInputs.has(key),
  );
  return unknown.map((key) => ({
    property: key,
    reason: `CONFIG_INVALID: ${table.name}:${key} is unknown to the built-in plugin, which has: ${known.map((name) => `${table.name}:${name}`).join(", ")}.`,
  }));
}

function accessOf(
  table: ProviderTable,
  inputs: Values,
  environment: Environment,
): { baseUrl: string; token: string } {
  const settings = { baseUrl: table.baseUrl, token: table.token };
  const [baseUrl, token] = [
    settingOf(table.baseUrl, inputs, environment),
    settingOf(table.token, inputs, environment),
  ];
  const missing = [
    baseUrl === undefined ? settings.baseUrl : [],
    token === undefined ? settings.token : [],
  ].flat();
  if (baseUrl === undefined || token === undefined) throw missingSettings(table, missing);
  if (!URL.canParse(baseUrl)) {
    throw new SeaworthyError(
      "CONFIG_INVALID",
      `${table.name}:${table.baseUrl.key} (or ${table.baseUrl.variable}) is not a URL.`,
    );
  }
  return { baseUrl, token };
}

function missingSettings(table: ProviderTable, missing: readonly Setting[]): SeaworthyError {
  const lines = missing.map(
    ({ key, variable }) =>
      `${table.name}:${key} (or ${variable}: ${environmentVariables[variable].doc})`,
  );
  return new SeaworthyError(
    "CONFIG_INVALID",
    `Set ${lines.join(" and ")} For the local cloud, run: eval "$(npx seaworthy env local)".`,
  );
}

function settingOf(setting: Setting, inputs: Values, environment: Environment): string | undefined {
  const configured = inputs[setting.key];
  return typeof configured === "string" && configured !== ""
    ? configured
    : environment[setting.variable];
}
