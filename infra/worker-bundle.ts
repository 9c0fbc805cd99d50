import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { bundleWorker } from "@seaworthy/app/bundle.ts";

/** A bundle's module as Cloudflare's provider takes it: by file, so that the state does not carry megabytes of code. */
export interface WorkerModuleFile {
  readonly name: string;
  readonly contentType: string;
  /** Relative to this folder: the engine starts the program and its plugins in it. */
  readonly contentFile: string;
}

const folder = resolve(import.meta.dirname, "../app/dist");

export interface WrittenBundle {
  readonly mainModule: string;
  readonly modules: WorkerModuleFile[];
}

let written: Promise<WrittenBundle> | undefined;

/**
 * Bundles the Worker into files that are named by their content, so that two runs at once never see each other's half. Once in a
 * process: while a program runs its code does not change.
 */
export function writeWorkerBundle(): Promise<WrittenBundle> {
  written ??= bundleAndWrite();
  return written;
}

async function bundleAndWrite(): Promise<WrittenBundle> {
  const { mainModule, modules } = await bundleWorker();
  mkdirSync(folder, { recursive: true });
  return {
    mainModule,
    modules: modules.map(({ name, contentType, content }) => ({
      name,
      contentType,
      contentFile: relative(import.meta.dirname, write(content)),
    })),
  };
}

function write(content: Uint8Array): string {
  const file = join(folder, `${createHash("sha256").update(content).digest("hex").slice(0, 16)}.js`);
  if (existsSync(file)) return file;
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, content);
  renameSync(fresh, file);
  return file;
}
