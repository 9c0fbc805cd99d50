import { existsSync, readFileSync } from "node:fs";
import { createRequire, registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { codeFile } from "@seaworthy/core/code-file";
import { hasErrno } from "@seaworthy/core/errors";
import { writeJsonFile } from "@seaworthy/core/json-file";
import { parseJson } from "@seaworthy/core/parse-json";
import { findProject } from "@seaworthy/core/project";
import { projectFingerprint } from "@seaworthy/core/project-fingerprint";
import { z } from "zod";
import type * as Platform from "../app/create-app.ts";
import type { Module } from "../modules/define-module.ts";
import type { ModuleWorker } from "../modules/define-worker.ts";
import { workerFile } from "./entry.ts";

const load = createRequire(import.meta.url);
const standIn = pathToFileURL(codeFile(import.meta, "../testing/cloudflare-workers")).href;

export type ApiDocument = Readonly<Record<string, unknown>>;

const keptSchema = z.object({ sources: z.string(), document: z.record(z.string(), z.unknown()) });

/**
 * An app's OpenAPI document, from its table of modules. It is kept until a source file or the lock
 * file changes, because loading an app takes longer than everything else that a check does.
 */
export function readApiDocument(table: string): ApiDocument {
  const { root, compileCache } = findProject(table);
  const file = join(compileCache, "api-document.json");
  const sources = `${table} ${process.version} ${projectFingerprint(root)}`;
  // Only a copy: without it, or with half of it, the app is loaded.
  const kept = keptSchema.safeParse(existsSync(file) ? parseJson(readFileSync(file, "utf8")) : {});
  if (kept.success && kept.data.sources === sources) return kept.data.document;
  const document = loadApiDocument(table);
  keep(file, { sources, document });
  return document;
}

function keep(file: string, content: z.infer<typeof keptSchema>): void {
  try {
    writeJsonFile(file, content);
  } catch (thrown) {
    // Installed by another user: the next run loads the app again.
    if (!hasErrno(thrown, "EACCES", "EPERM", "EROFS")) throw thrown;
  }
}

/** Synchronous and without a bundle: the engine loads policies with `require`. */
function loadApiDocument(table: string): ApiDocument {
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
