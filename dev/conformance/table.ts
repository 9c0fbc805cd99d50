import type { SuiteRun } from "./suite.ts";

/** Every outside suite by its name; a suite is loaded when it runs. */
export const suites: Readonly<Record<string, () => Promise<{ run: SuiteRun }>>> = {
  "cache-tests": () => import("./cache-tests/run.ts"),
};
