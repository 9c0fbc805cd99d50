import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { forgetStack } from "./plain-environment.ts";

forgetStack();

const workersModule = fileURLToPath(
  import.meta.resolve("@seaworthy/platform/testing/cloudflare-workers"),
);

/** How a stack runs its tests: on real services, which take a while to start. */
export default defineConfig({
  resolve: {
    alias: { "cloudflare:workers": workersModule, "cloudflare:sockets": workersModule },
  },
  test: {
    include: ["{app,infra,policies}/**/*.test.ts"],
    exclude: ["**/node_modules/**"],
    pool: "forks",
    execArgv: ["--disable-warning=ExperimentalWarning"],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
