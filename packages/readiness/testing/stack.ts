import { runProgram } from "@seaworthy/infra/testing/program";
import { readStackFile, type stackNames } from "@seaworthy/infra/testing/stack-file";
import { appFacts } from "@seaworthy/policies/app";
import { planDeclared } from "../plan/declared.ts";
import type { PlannedResource } from "../plan/resource.ts";
import type { PlannedObject } from "../plan/value.ts";
import type { Environment, Facts } from "../rules/rule.ts";
import type { AppFacts } from "../samples/routes.ts";

/** A stack as its program declares it, in this process. */
export interface PlannedStack {
  readonly resources: readonly PlannedResource[];
  readonly facts: Facts;
}

/** Day on which tests judge; nothing that is shipped is older than a year on it. */
export const today = "2026-11-21";

/** What the program makes of a configuration. */
export async function planStack(config: Readonly<Record<string, unknown>>): Promise<PlannedStack> {
  const { declared } = await withoutStacks(() => runProgram(config));
  return { resources: declared.map(planDeclared), facts: factsOf(config) };
}

export const planShipped = (stack: (typeof stackNames)[number]): Promise<PlannedStack> =>
  planStack(readStackFile(stack));

/** Made once: it is the same app in every test. */
let made: AppFacts | undefined;
const app = (): AppFacts => (made ??= appFacts());

function factsOf(config: Readonly<Record<string, unknown>>): Facts {
  const environment = String(config["seaworthy:environment"]) as Environment;
  return {
    environment,
    stack: environment,
    today,
    config: config as PlannedObject,
    knowsEncrypted: true,
    app: app(),
  };
}

/**
 * Pulumi keeps a stack for each of thousands of promises, which vitest maps to sources: most of the
 * time of a run.
 */
async function withoutStacks<T>(work: () => Promise<T>): Promise<T> {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return await work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

export { changed, readStackFile, stackNames } from "@seaworthy/infra/testing/stack-file";
