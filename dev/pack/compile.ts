import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";

const run = promisify(execFile);

const forNode = ["bundle", "migrations", "testing"].map((name) => `packages/platform/${name}`);

/** Compiler settings for code that runs in Node, and for code that runs in the Worker. */
const projects = [
  { base: "tsconfig.json", include: ["packages"], exclude: ["packages/platform"] },
  { base: "packages/platform/tsconfig.node.json", include: forNode, exclude: [] },
  { base: "packages/platform/tsconfig.json", include: ["packages/platform"], exclude: forNode },
];

/**
 * Compiles all packages into `out/packages/<package>`, because Node refuses to strip types under
 * node_modules. Declarations and maps are next to the code.
 */
export async function compilePackages(root: string, work: string): Promise<string> {
  const out = join(work, "out");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  for (const [index, { base, include, exclude }] of projects.entries()) {
    const file = join(work, `tsconfig.${index}.json`);
    const settings = {
      extends: join(root, base),
      compilerOptions: {
        ...{ noEmit: false, rewriteRelativeImportExtensions: true, declaration: true },
        ...{ declarationMap: true, sourceMap: true, inlineSources: true },
        ...{ rootDir: root, outDir: out, typeRoots: typeRootsOf(root) },
      },
      include: include.map((path) => join(root, path)),
      exclude: ["**/node_modules", "**/*.test.ts", ...exclude].map((path) => join(root, path)),
    };
    writeFileSync(file, JSON.stringify(settings));
    await compile(root, file);
  }
  return out;
}

async function compile(root: string, project: string): Promise<void> {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  try {
    await run(process.execPath, [tsc, "-p", project], { cwd: root, maxBuffer: 10_000_000 });
  } catch (cause) {
    const output = cause instanceof Error && "stdout" in cause ? String(cause.stdout) : "";
    throw new SeaworthyError(
      "PROCESS_FAILED",
      `The packages do not compile; no tarball was made.\n${output || messageOf(cause)}`,
      { cause },
    );
  }
}

/**
 * The settings are outside the repository's folders, where the compiler would not look for types.
 */
const typeRootsOf = (root: string) =>
  ["node_modules/@types", "node_modules"].map((path) => join(root, path));
