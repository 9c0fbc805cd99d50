import { fileURLToPath } from "node:url";
import { forgetStack } from "@seaworthy/stack/testing/plain-environment";
import { defineConfig } from "vitest/config";
import LongFirst from "./dev/testing/long-first.ts";

forgetStack();

const workersModule = fileURLToPath(
  new URL("packages/platform/testing/cloudflare-workers.ts", import.meta.url),
);

export default defineConfig({
  resolve: {
    alias: {
      "cloudflare:workers": workersModule,
      "cloudflare:sockets": workersModule,
    },
  },
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/*.long.test.ts", "**/node_modules/**", "sdks/**", ".seaworthy/**"],
    reporters: ["default", "./dev/testing/count-reporter.ts"],
    pool: "forks",
    execArgv: ["--disable-warning=ExperimentalWarning"],
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
