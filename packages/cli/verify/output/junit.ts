import module, { type Builder } from "junit-report-builder";
import type { Result } from "../results/store.ts";

/**
 * The package's typings declare a `default` for its CommonJS module, but the import is the module
 * itself.
 */
const junit = module as unknown as Builder;

/** JUnit XML: each experiment is a test. An unknown outcome is a failure: nothing was shown. */
export function renderResultsJunit(stack: string, results: readonly Result[]): string {
  const builder = junit.newBuilder().name(`seaworthy verify ${stack}`);
  const suite = builder.testSuite().name(`seaworthy.verify.${stack}`);
  for (const { experiment, title, outcome, seconds, observations, policies } of results) {
    const test = suite.testCase().className("seaworthy.verify").name(experiment).time(seconds);
    if (outcome === "proven") continue;
    const open = observations.filter((one) => one.outcome !== "proven");
    const lines = open.map(
      (one) =>
        `${one.what}: declared ${one.declared ?? "nothing"}, observed ${one.observed} (${(one.policies ?? policies).join(", ")})`,
    );
    test.failure(`${title}: ${outcome}`, outcome).stacktrace(lines.join("\n"));
  }
  return `${builder.build()}\n`;
}
