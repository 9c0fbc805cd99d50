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
 * Each file has a process of its own: they change the process, or what they start must end with it.
 * The others share processes, so that the program, the rules, Pulumi's SDK and the runtime are
 * loaded once instead of once per file: a third of the whole run's processor time.
 */
const own = [
  "dev/e2e/**/*.test.ts",
  "packages/{cli,plugins,toolchain}/**/*.test.ts",
  "packages/platform/mail/**/*.test.ts",
  "packages/local/sentry/api/worker.test.ts",
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
        test: { name: "own", include: own, exclude: notHere },
      },
      {
        extends: true,
        test: {
          name: "shared",
          include: ["**/*.test.ts"],
          exclude: [...notHere, ...own],
          isolate: false,
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
