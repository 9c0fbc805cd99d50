import { createRequire, registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { codeFile } from "@seaworthy/core/code-file";
import type * as Platform from "../app/create-app.ts";
import type { Module } from "../modules/define-module.ts";
import type { ModuleWorker } from "../modules/define-worker.ts";
import { workerFile } from "./entry.ts";

const load = createRequire(import.meta.url);
const standIn = pathToFileURL(codeFile(import.meta, "../testing/cloudflare-workers")).href;

/**
 * An app's OpenAPI document, from its table of modules. Synchronous and without a bundle: the
 * engine loads policies with `require`, which does not wait.
 */
export function readApiDocument(table: string): Readonly<Record<string, unknown>> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier.startsWith("cloudflare:")
        ? { url: standIn, shortCircuit: true }
        : next(specifier, context),
  });
  const byNode = withoutHook(".ts");
  try {
    const { modules, title } = load(table) as { modules: readonly Module[]; title?: string };
    const workers = modules.map(
      ({ name }) => (load(workerFile(table, name)) as { default: ModuleWorker }).default,
    );
    const platform = load(codeFile(import.meta, "../app/create-app")) as typeof Platform;
    const app = platform.createApp({ modules: workers, ...(title ? { title } : {}) });
    return { ...app.getOpenAPI31Document(platform.documentHead(title ?? "API")) };
  } finally {
    byNode.restore();
    hooks.deregister();
  }
}

/**
 * Pulumi runs a policy pack with ts-node's hook for `.ts`, whatever `runtime.options.typescript`
 * is. It does not support imports ending in `.ts`; Node's own loader does.
 */
function withoutHook(extension: ".ts"): { restore(): void } {
  const { extensions } = load;
  const hook = extensions[extension];
  delete extensions[extension];
  return {
    restore: () => {
      if (hook !== undefined) extensions[extension] = hook;
    },
  };
}
