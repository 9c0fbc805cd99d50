import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isGeneric } from "./generic-names.ts";
import { type StackName, stackNames } from "./stack-names.ts";

/** Sources of the packages, without tests: `packages/core/errors.ts`. */
const sources = (root: string) =>
  globSync("packages/**/*.{ts,mjs,js,sql,peggy,css,html}", {
    cwd: root,
    exclude: ["**/node_modules/**", "**/testing/**"],
  })
    .filter((file) => !/\.test\.ts$|\/testing[-.]|-testing\.ts$/.test(file))
    .sort();

/** Every name of the stack in a package's source: `packages/cli/<file>.ts: route /rest/posts`. */
export async function namesOfTheStack(root: string): Promise<string[]> {
  return namesIn(root, await stackNames(root));
}

export async function namesIn(root: string, names: readonly StackName[]): Promise<string[]> {
  const found = await Promise.all(
    sources(root).map(async (file) => {
      const text = await readFile(join(root, file), "utf8");
      return names
        .filter(({ kind, name, pattern }) => pattern.test(text) && !isGeneric(kind, name, file))
        .map(({ kind, name }) => `${file}: ${kind} ${name}`);
    }),
  );
  return found.flat();
}
