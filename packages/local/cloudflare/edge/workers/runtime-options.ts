import { readFile } from "node:fs/promises";
import type { ModuleDefinition, WorkerOptions } from "miniflare";
import type { Hyperdrives } from "../../hyperdrive/index.ts";
import type { ModuleState, NamespaceState, VersionState } from "../state.ts";
import { bindingOptions } from "./bindings.ts";
import { moduleTypes, sourceMapType } from "./module-types.ts";

/**
 * One version as a service of the runtime. Versions of one Worker share its Durable Objects: the
 * first one hosts them.
 */
export async function workerOptions({
  version,
  namespaces,
  objectHost,
  hyperdrives,
  socketPath,
  tails,
}: ServiceOptions): Promise<WorkerOptions> {
  return {
    name: version.id,
    modules: await readModules(version),
    compatibilityDate: version.compatibilityDate,
    compatibilityFlags: [...version.compatibilityFlags],
    tails: [...tails],
    ...(await bindingOptions({ version, namespaces, objectHost, hyperdrives })),
    // "proxy" makes the runtime use the absolute URL of the request line, so that the Worker sees
    // https where the client used it.
    unsafeDirectSockets: [{ ...listenAt(socketPath), proxy: true }],
  };
}

export interface ServiceOptions {
  readonly version: VersionState;
  readonly namespaces: readonly NamespaceState[];
  /** The version that hosts the Durable Objects; undefined when it is this one. */
  readonly objectHost: string | undefined;
  readonly hyperdrives: Hyperdrives;
  readonly socketPath: string;
  /** The runtime's Workers that receive its traces. */
  readonly tails: readonly string[];
}

/** Miniflare only supports host and port, joined by a colon. */
export function listenAt(socketPath: string): { host: string; port: number } {
  return { host: `unix:${socketPath}`, port: 0 };
}

/** The socket file behind `listenAt`. */
export function socketFile(socketPath: string): string {
  return `${socketPath}:0`;
}

/** The main module comes first: it is the runtime's entry point. */
async function readModules(version: VersionState): Promise<ModuleDefinition[]> {
  const main = version.modules.filter(({ name }) => name === version.mainModule);
  const others = version.modules.filter(
    ({ name, contentType }) => name !== version.mainModule && contentType !== sourceMapType,
  );
  return Promise.all([...main, ...others].map(readModule));
}

async function readModule(module: ModuleState): Promise<ModuleDefinition> {
  const type = moduleTypes[module.contentType] ?? "Data";
  const contents = await readFile(module.file);
  const binary = type === "CompiledWasm" || type === "Data";
  return {
    type,
    path: module.name,
    contents: binary ? contents : contents.toString("utf8"),
  } as ModuleDefinition;
}
