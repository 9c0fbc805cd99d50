import type { SuiteRun } from "../suite.ts";
import { runBunSuite } from "./bun-suite.ts";
import { redisDifferences as differences } from "./differences.ts";

/** The own tests of `@upstash/redis` (https://github.com/upstash/redis-js); its package has none. */
export const run: SuiteRun = async (path) =>
  path === undefined
    ? undefined
    : runBunSuite({ name: "redis", path, tests: "packages/redis", differences });
