import { build, type Metafile, type Plugin } from "esbuild";

export interface WorkerModule {
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

export interface WorkerBundle {
  /** The name of the module with the handlers. */
  readonly mainModule: string;
  readonly modules: readonly WorkerModule[];
  /**
   * The files that it was made of and those that said how, relative to this folder: while none of
   * them changes, neither does the bundle.
   */
  readonly sources: readonly string[];
}

/** What the bundle needs of the runtime; the same in tests, locally and at Cloudflare. */
export const workerRuntime = {
  compatibilityDate: "2026-07-01",
  compatibilityFlags: ["nodejs_compat"],
} as const;

const mainModule = "index.js";

/**
 * What decides how modules are found and translated: this file, the compiler's settings, the
 * installed packages.
 */
const settings = [
  "bundle.ts",
  "package.json",
  "tsconfig.json",
  "../tsconfig.json",
  "../package-lock.json",
];

/**
 * zod brings its messages in sixty languages, a quarter of the bundle; nobody here asks for another
 * than English.
 */
const englishOnly: Plugin = {
  name: "english-only",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: `export { default as en } from "./en.js";`,
    })),
};

/**
 * Bundles the Worker. The same sources give the same bytes, wherever the checkout is: no path of
 * the machine gets in.
 */
export async function bundleWorker(entryPoint = "src/index.ts"): Promise<WorkerBundle> {
  const result = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: [entryPoint],
    outfile: `dist/${mainModule}`,
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2024",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
    plugins: [englishOnly],
    legalComments: "none",
    keepNames: true,
    logLevel: "silent",
  });
  const modules = result.outputFiles.map(({ contents }) => ({
    name: mainModule,
    contentType: "application/javascript+module",
    content: contents,
  }));
  return { mainModule, modules, sources: [...settings, ...filesIn(result.metafile)] };
}

/** What packages switch off for browsers is listed too, and is no file. */
function filesIn({ inputs }: Metafile): string[] {
  return Object.keys(inputs).filter((path) => !path.startsWith("(disabled):"));
}
