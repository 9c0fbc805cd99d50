import type { SuiteRun } from "../suite.ts";
import { runBunSuite } from "./bun-suite.ts";
import { ratelimitDifferences as differences } from "./differences.ts";

/** The own tests of `@upstash/ratelimit` (https://github.com/upstash/ratelimit-js); its package has none. */
export const run: SuiteRun = async (path) =>
  path === undefined
    ? undefined
    : runBunSuite({ name: "ratelimit", path, tests: ".", differences });
