import { fileURLToPath } from "node:url";
import { forgetStack } from "@seaworthy/stack/testing/plain-environment";
import { defineConfig } from "vitest/config";
import LongFirst from "./dev/testing/long-first.ts";

forgetStack();

const workersModule = fileURLToPath(
  new URL("packages/platform/testing/cloudflare-workers.ts", import.meta.url),
);

const notHere = ["**/*.long.test.ts", "**/node_modules/**", "sdks/**", ".seaworthy/**"];

/**
 * Tests that start nothing share their processes, so that the program, the rules and Pulumi's SDK
 * are loaded once instead of once per file: half of their time. Files that start a Worker cannot:
 * in a shared process its runtime at times never starts. Node.js loads them itself: in Vite's
 * runner each use of an import is a call, which made the judging of policies twice as slow.
 */
const pure = [
  "packages/{readiness,rules-language,core,stack}/**/*.test.ts",
  "infra/**/*.test.ts",
  "dev/docs/**/*.test.ts",
];

export default defineConfig({
  resolve: {
    alias: {
      "cloudflare:workers": workersModule,
      "cloudflare:sockets": workersModule,
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: { name: "services", include: ["**/*.test.ts"], exclude: [...notHere, ...pure] },
      },
      {
        extends: true,
        test: {
          name: "pure",
          include: pure,
          exclude: notHere,
          isolate: false,
          experimental: { viteModuleRunner: false, nodeLoader: false },
        },
      },
    ],
    reporters: ["default", "./dev/testing/count-reporter.ts"],
    pool: "forks",
    execArgv: ["--disable-warning=ExperimentalWarning"],
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
