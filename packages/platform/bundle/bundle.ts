import { dirname, relative, resolve } from "node:path";
import { codeFile } from "@seaworthy/core/code-file";
import { build, type Metafile, type Plugin } from "esbuild";
import { withDebugId } from "./debug-id.ts";
import { entrySource, type ModuleTable, readModuleTable } from "./entry.ts";

export interface WorkerModule {
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

export interface WorkerBundle {
  /** Name of the module with the handlers. */
  readonly mainModule: string;
  readonly modules: readonly WorkerModule[];
  /**
   * The files it was built from and its build configuration, relative to the app's folder: while
   * none of them changes, the bundle does not change.
   */
  readonly sources: readonly string[];
  /** The main module's source map, as JSON; only on request. */
  readonly sourceMap?: string;
}

/** The runtime settings that the bundle needs; the same in tests, locally and at Cloudflare. */
export const workerRuntime = {
  compatibilityDate: "2026-07-01",
  compatibilityFlags: ["nodejs_compat", "enable_request_signal"],
} as const;

const mainModule = "index.js";

/**
 * What determines how modules are resolved and compiled: these files, the compiler's settings, the
 * installed packages.
 */
const settings = ["package.json", "tsconfig.json", "../tsconfig.json", "../package-lock.json"];

/** Placeholder for the Worker generated from the table of modules. */
const standIn = codeFile(import.meta, "worker");

export interface BundleOptions {
  /** The app's folder. */
  readonly folder: string;
  /** Default `src/modules.ts`. */
  readonly table?: string;
  /**
   * A custom entry, which imports the Worker as `@seaworthy/platform/bundle/worker`; for
   * benchmarks.
   */
  readonly entry?: string;
  /** Also generates the source map, without a reference to it. */
  readonly sourceMap?: boolean;
}

/** zod includes messages in sixty languages, a quarter of the bundle; only English is used here. */
const englishOnly: Plugin = {
  name: "english-only",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: `export { default as en } from "./en.js";`,
    })),
};

/** The Worker's generated entry, which exists in no file. */
function generatedEntry(table: ModuleTable): Plugin {
  return {
    name: "generated-entry",
    setup: ({ onLoad }) =>
      onLoad({ filter: /[/\\]bundle[/\\]worker\.[tj]s$/ }, ({ path }) =>
        path === standIn
          ? { contents: entrySource(table), loader: "ts", resolveDir: dirname(table.file) }
          : undefined,
      ),
  };
}

/**
 * Bundles the Worker. The same sources give the same bytes wherever the checkout is: no path of the
 * machine is included.
 */
export async function bundleWorker({
  folder,
  table: path = "src/modules.ts",
  entry = standIn,
  sourceMap = false,
}: BundleOptions): Promise<WorkerBundle> {
  const table = await readModuleTable(resolve(folder, path));
  const result = await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    outfile: `dist/${mainModule}`,
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    sourcemap: "external",
    format: "esm",
    target: "es2024",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
    plugins: [generatedEntry(table), englishOnly],
    legalComments: "none",
    keepNames: true,
    logLevel: "silent",
  });
  const output = (suffix: string) =>
    result.outputFiles.find(({ path }) => path.endsWith(suffix))?.contents ?? new Uint8Array();
  const made = withDebugId(output(mainModule), output(`${mainModule}.map`));
  const modules = [
    { name: mainModule, contentType: "application/javascript+module", content: made.code },
  ];
  const bundler = filesOfBundler.map((file) => codeFile(import.meta, file));
  const sources = [...settings, path, ...filesIn(result.metafile)];
  return {
    mainModule,
    modules,
    sources: [...sources, ...bundler.map((file) => relative(folder, file))],
    ...(sourceMap ? { sourceMap: Buffer.from(made.sourceMap).toString("utf8") } : {}),
  };
}

/** A change to the bundler's own files also requires a new bundle. */
const filesOfBundler = ["bundle", "debug-id", "entry"];

/** Modules disabled for browsers are also listed but are not files. */
function filesIn({ inputs }: Metafile): string[] {
  return Object.keys(inputs).filter((path) => !path.startsWith("(disabled):"));
}
