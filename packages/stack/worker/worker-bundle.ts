import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { type BundleOptions, bundleWorker } from "@seaworthy/platform/bundle/bundle";
import { cacheBundle, readCachedBundle, type WrittenBundle } from "./bundle-cache.ts";

interface Folders {
  readonly root: string;
  readonly app: string;
  /** Where the engine starts the program and its plugins. */
  readonly program: string;
  readonly bundles: string;
}

function folders(): Folders {
  const { root, folders: names } = findProject();
  const app = join(root, names.app);
  return { root, app, program: join(root, names.program), bundles: join(app, "dist") };
}

/** What a bundle is made of; default: the app's own entry and table. */
type Parts = Pick<BundleOptions, "entry" | "table">;

const written = new Map<string, Promise<WrittenBundle>>();

/**
 * Bundles the Worker into files named by their content, so that concurrent runs never see each
 * other's partial files. Runs once per process, because code does not change while a program runs;
 * later processes reuse the bundle while the sources are unchanged.
 */
export function writeWorkerBundle(parts: Parts = {}): Promise<WrittenBundle> {
  const record = recordOf(parts);
  const bundle = written.get(record) ?? cachedOrNew(record, parts);
  written.set(record, bundle);
  return bundle;
}

/** One record per entry and table. */
function recordOf({ entry = "", table = "" }: Parts): string {
  if (entry === "" && table === "") return "bundle.json";
  return `bundle-${hashOf(`${entry}\0${table}`)}.json`;
}

/** The main module's file, relative to the project. */
export async function bundleFile(): Promise<string> {
  const { mainModule, modules } = await writeWorkerBundle();
  const main = modules.find(({ name }) => name === mainModule);
  const { root, program } = folders();
  return relative(root, resolve(program, main?.contentFile ?? ""));
}

async function cachedOrNew(name: string, parts: Parts): Promise<WrittenBundle> {
  const { app, program, bundles } = folders();
  const record = join(bundles, name);
  const cached = readCachedBundle(record, app);
  if (cached?.modules.every(({ contentFile }) => existsSync(resolve(program, contentFile))))
    return cached;
  const startedAtMs = Date.now();
  const { mainModule, modules, sourceMap, sources } = await bundleWorker({
    folder: app,
    ...parts,
    sourceMap: true,
  });
  mkdirSync(bundles, { recursive: true });
  // Modules go to the engine by file, so that the state does not carry megabytes of code.
  const files = modules.map(({ content, ...module }) => ({
    ...module,
    contentFile: relative(program, write(bundles, content)),
  }));
  const [main] = files;
  if (main) writeOnce(`${resolve(program, main.contentFile)}.map`, Buffer.from(sourceMap ?? ""));
  const bundle = { mainModule, modules: files };
  cacheBundle(record, { root: app, sources }, bundle, startedAtMs);
  return bundle;
}

function write(folder: string, content: Uint8Array): string {
  const file = join(folder, `${hashOf(content)}.js`);
  writeOnce(file, content);
  return file;
}

function writeOnce(file: string, content: Uint8Array): void {
  if (existsSync(file)) return;
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, content);
  renameSync(fresh, file);
}

const hashOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex").slice(0, 16);
