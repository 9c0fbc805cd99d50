import { findProject } from "@seaworthy/core/project";
import { findStack } from "../../project.ts";
import { renderResultsJunit } from "../../verify/output/junit.ts";
import { resultText, summaryText } from "../../verify/output/text.ts";
import type { Result } from "../../verify/results/store.ts";
import { runExperiments } from "../../verify/run.ts";
import { experiments, experimentsFor } from "../../verify/table.ts";
import { openTarget } from "../../verify/target.ts";

export interface VerifyOptions {
  readonly only?: readonly string[];
  readonly resume?: boolean;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly junit?: boolean;
}

/** Progress goes to standard error when the output is data. */
export async function verify(name: string, options: VerifyOptions): Promise<void> {
  const stack = findStack(name);
  if (options.list) {
    process.stdout.write(listText());
    return;
  }
  const target = await openTarget(stack);
  const chosen = experimentsFor(target.kind, options.only);
  const isData = options.json === true || options.junit === true;
  const out = isData ? process.stderr : process.stdout;
  const results = await runExperiments({
    target,
    experiments: chosen,
    project: findProject(),
    resume: options.resume ?? false,
    onResult: (result, kept) => out.write(kept ? `${keptText(result)}\n` : resultText(result)),
  });
  const left = experiments.filter((one) => !experimentsFor(target.kind, undefined).includes(one));
  out.write(summaryText(results, left, target.kind));
  if (options.json) process.stdout.write(`${JSON.stringify({ stack: stack.name, results })}\n`);
  if (options.junit) process.stdout.write(renderResultsJunit(stack.name, results));
  if (results.some(({ outcome }) => outcome !== "proven")) process.exitCode = 1;
}

const keptText = ({ experiment, at }: Result): string => `✓ ${experiment}: proven at ${at}`;

const listText = (): string =>
  experiments
    .map(({ id, effect, title }) => `${id.padEnd(18)} ${effect.padEnd(12)} ${title}\n`)
    .join("");
