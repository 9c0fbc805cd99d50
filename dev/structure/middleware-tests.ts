import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/**
 * Every middleware of the platform without a test of its name beside it, or among the tests of the
 * whole app: `middleware-without-test: packages/platform/<subject>/<file>.ts`.
 */
export async function untestedMiddlewares(root: string): Promise<string[]> {
  const platform = filesIn(root, "packages/platform/**/*.ts");
  const tests = new Set(filesIn(root, "app/tests/**/*.test.ts").map((file) => basename(file)));
  const isTested = (file: string) =>
    platform.includes(testOf(file)) || tests.has(basename(testOf(file)));
  return platform
    .filter((file) => !/\.test\.ts$|\/testing\//.test(file))
    .filter((file) => /\bcreateMiddleware\b/.test(readFileSync(join(root, file), "utf8")))
    .filter((file) => !isTested(file))
    .map((file) => `middleware-without-test: ${file}`);
}

const testOf = (file: string) => file.replace(/\.ts$/, ".test.ts");

const filesIn = (root: string, pattern: string) =>
  globSync(pattern, { cwd: root, exclude: ["**/node_modules/**"] }).sort();
