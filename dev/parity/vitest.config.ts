import { resolve } from "node:path";
import { forgetStack } from "@seaworthy/stack/testing/plain-environment";
import { defineConfig } from "vitest/config";

// Otherwise the scenarios would run on the built-in plugins, and prove nothing.
forgetStack(process.env, ["SEAWORTHY_PARITY_PLUGINS"]);

/** `npm run parity`: the life cycles of resources, on the official plugins. */
export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, "../.."),
    include: ["packages/plugins/{cloudflare,supabase,sentry}/**/*.test.ts"],
    exclude: ["**/node_modules/**"],
    reporters: ["default", "./dev/testing/count-reporter.ts"],
    pool: "forks",
    execArgv: ["--disable-warning=ExperimentalWarning"],
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
