import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const manifestSchema = z.looseObject({
  name: z.string(),
  exports: z.record(z.string(), z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
});

const isPacked = (file: string) => !file.endsWith(".test.ts") && file !== "tsconfig.json";

/** Fills a folder with what npm packs for one package: compiled code, assets, its package.json. */
export function fillPackage(source: string, compiled: string, target: string): void {
  for (const file of trackedFiles(source).filter(isPacked)) copy(file, source, compiled, target);
  const {
    private: _,
    devDependencies = {},
    ...manifest
  } = manifestSchema.parse(JSON.parse(readFileSync(join(source, "package.json"), "utf8")));
  const exports = Object.fromEntries(
    Object.entries(manifest.exports ?? {}).map(([name, path]) => [name, exportOf(path)]),
  );
  const helpers = trackedFiles(source).filter((file) => isPacked(file) && isHelperOfTests(file));
  const texts = helpers.map((file) => readFileSync(join(source, file), "utf8"));
  const dependencies = { ...manifest.dependencies, ...importedBy(texts, devDependencies) };
  const packed = { ...manifest, exports, dependencies, engines: { node: ">=22.18 <25" } };
  writeFileSync(join(target, "package.json"), `${JSON.stringify(packed, null, 2)}\n`);
}

/** What a stack's own tests import of a package. */
const isHelperOfTests = (file: string) => /(^|\/|-)testing(\/|\.ts$)/.test(file);

/** The packages that are imported; here only tests need them, in a stack its tests do. */
const importedBy = (texts: readonly string[], packages: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(packages).filter(([name]) =>
      texts.some((text) => text.includes(`from "${name}"`) || text.includes(`from "${name}/`)),
    ),
  );

export function trackedFiles(folder: string): string[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "."], {
    ...{ cwd: folder, encoding: "utf8", maxBuffer: 50_000_000 },
  });
  const files = listed.split("\n").filter((file) => file !== "");
  return [...new Set(files)].filter((file) => existsSync(join(folder, file)));
}

/** Exports without an extension are modules: they map to the compiled file. */
function exportOf(path: string): unknown {
  if (!path.endsWith(".ts")) return path;
  return { types: path.replace(/\.ts$/, ".d.ts"), default: path.replace(/\.ts$/, ".js") };
}

function copy(file: string, source: string, compiled: string, target: string): void {
  if (!/(?<!\.d)\.ts$/.test(file)) {
    put(join(source, file), join(target, file));
    return;
  }
  const name = file.replace(/\.ts$/, "");
  // Files that the compiler leaves out are test fixtures.
  if (!existsSync(join(compiled, `${name}.js`))) return;
  for (const extension of [".js", ".js.map", ".d.ts", ".d.ts.map"])
    put(join(compiled, `${name}${extension}`), join(target, `${name}${extension}`));
}

function put(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (!/\.(mjs|d\.ts)$/.test(from)) {
    cpSync(from, to);
    return;
  }
  const text = readFileSync(from, "utf8").replace(
    /(\bfrom |\bimport\(|\bimport )("\.{1,2}\/[^"\n]*)\.ts"/g,
    '$1$2.js"',
  );
  writeFileSync(to, text, { mode: statSync(from).mode });
}
