import { resolve } from "node:path";
import { forgetStack } from "@seaworthy/stack/testing/plain-environment";
import { defineConfig } from "vitest/config";

forgetStack();

/** `npm test` excludes these files by name. */
export default defineConfig({
  test: {
    // A relative path would be resolved against the working directory.
    root: resolve(import.meta.dirname, "../.."),
    include: ["**/*.long.test.ts"],
    exclude: ["**/node_modules/**", "sdks/**", ".seaworthy/**"],
    reporters: ["default", "./dev/testing/count-reporter.ts"],
    pool: "forks",
    execArgv: ["--disable-warning=ExperimentalWarning"],
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
