import type { SuiteRun } from "./suite.ts";

/** Every third-party suite by name, loaded when run. */
export const suites: Readonly<Record<string, () => Promise<{ run: SuiteRun }>>> = {
  "cache-tests": () => import("./cache-tests/run.ts"),
  "@upstash/redis": () => import("./upstash/redis.ts"),
  "@upstash/ratelimit": () => import("./upstash/ratelimit.ts"),
  schemathesis: () => import("./schemathesis/run.ts"),
  splinter: () => import("./splinter/run.ts"),
  wirefilter: () => import("./wirefilter/run.ts"),
};

/** Where a suite's figures are kept; names of packages have a slash. */
export const resultsFile = (name: string): string => `${name.replaceAll("/", "-")}.json`;
