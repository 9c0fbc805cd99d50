import type { SuiteRun } from "./suite.ts";

/** Every third-party suite by name, loaded when run. */
export const suites: Readonly<Record<string, () => Promise<{ run: SuiteRun }>>> = {
  "cache-tests": () => import("./cache-tests/run.ts"),
};
