import type { Reporter, TestCase, TestSuite } from "vitest/node";

/** Ends the run with the one line that CI reads: `N passed, N failed`. */
export default class CountReporter implements Reporter {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  onTestCaseResult(test: TestCase): void {
    const { state } = test.result();
    if (state === "passed") this.#passed++;
    else if (state === "failed") this.#failed++;
    else if (state === "skipped") this.#skipped++;
  }

  /** The set-up of a group of tests failed: none of them ran. */
  onTestSuiteResult(suite: TestSuite): void {
    if (suite.errors().length > 0) this.#failed++;
  }

  onTestRunEnd(
    modules: readonly { errors(): readonly unknown[] }[],
    errors: readonly unknown[],
  ): void {
    const broken = errors.length + modules.filter((module) => module.errors().length > 0).length;
    const skipped = this.#skipped > 0 ? `, ${this.#skipped} skipped` : "";
    process.stdout.write(`\n${this.#passed} passed, ${this.#failed + broken} failed${skipped}\n`);
  }
}
