import { build } from "esbuild";

export interface WorkerModule {
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

export interface WorkerBundle {
  /** The name of the module with the handlers. */
  readonly mainModule: string;
  readonly modules: readonly WorkerModule[];
}

/** What the bundle needs of the runtime; the same in tests, locally and at Cloudflare. */
export const workerRuntime = { compatibilityDate: "2026-07-01", compatibilityFlags: ["nodejs_compat"] } as const;

const mainModule = "index.js";

/** Bundles the Worker. The same sources give the same bytes, wherever the checkout is: no path of the machine gets in. */
export async function bundleWorker(entryPoint = "src/index.ts"): Promise<WorkerBundle> {
  const result = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: [entryPoint],
    outfile: `dist/${mainModule}`,
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2024",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
    legalComments: "none",
    keepNames: true,
    logLevel: "silent",
  });
  const modules = result.outputFiles.map(({ contents }) => ({
    name: mainModule,
    contentType: "application/javascript+module",
    content: contents,
  }));
  return { mainModule, modules };
}
