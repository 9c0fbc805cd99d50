import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { bundleWorker } from "@seaworthy/platform/bundle/bundle";
import { cacheBundle, readCachedBundle, type WrittenBundle } from "./bundle-cache.ts";

const app = resolve(import.meta.dirname, "../app");
const folder = join(app, "dist");
const record = join(folder, "bundle.json");

let written: Promise<WrittenBundle> | undefined;

/**
 * Bundles the Worker into files named by their content, so that concurrent runs never see each
 * other's partial files. Runs once per process, because code does not change while a program runs;
 * later processes reuse the bundle while the sources are unchanged.
 */
export function writeWorkerBundle(): Promise<WrittenBundle> {
  written ??= cachedOrNew();
  return written;
}

/** The main module's file, relative to the project. */
export async function bundleFile(): Promise<string> {
  const { mainModule, modules } = await writeWorkerBundle();
  const main = modules.find(({ name }) => name === mainModule);
  return relative(resolve(app, ".."), resolve(import.meta.dirname, main?.contentFile ?? ""));
}

async function cachedOrNew(): Promise<WrittenBundle> {
  const cached = readCachedBundle(record, app);
  if (
    cached?.modules.every(({ contentFile }) =>
      existsSync(resolve(import.meta.dirname, contentFile)),
    )
  )
    return cached;
  const startedAtMs = Date.now();
  const { mainModule, modules, sourceMap, sources } = await bundleWorker({
    folder: app,
    sourceMap: true,
  });
  mkdirSync(folder, { recursive: true });
  // Modules are passed to the engine as files, to keep megabytes of code out of the state; the
  // engine starts program and plugins in this folder.
  const files = modules.map(({ content, ...module }) => ({
    ...module,
    contentFile: relative(import.meta.dirname, write(content)),
  }));
  const [main] = files;
  if (main)
    writeOnce(
      `${resolve(import.meta.dirname, main.contentFile)}.map`,
      Buffer.from(sourceMap ?? ""),
    );
  const bundle = { mainModule, modules: files };
  cacheBundle(record, { root: app, sources }, bundle, startedAtMs);
  return bundle;
}

function write(content: Uint8Array): string {
  const file = join(
    folder,
    `${createHash("sha256").update(content).digest("hex").slice(0, 16)}.js`,
  );
  writeOnce(file, content);
  return file;
}

function writeOnce(file: string, content: Uint8Array): void {
  if (existsSync(file)) return;
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, content);
  renameSync(fresh, file);
}
