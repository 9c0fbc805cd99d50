import { appFacts } from "@seaworthy/policies/app";
import { readStackFile, type stackNames } from "@seaworthy/stack/config/stack-file";
import { runProgram } from "@seaworthy/stack/testing/program";
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

/** Day on which tests judge; nothing shipped is older than a year on that day. */
export const today = "2026-11-21";

/** What the program declares for a configuration. */
export async function planStack(config: Readonly<Record<string, unknown>>): Promise<PlannedStack> {
  const { declared } = await withoutStacks(() => runProgram(config));
  return { resources: declared.map(planDeclared), facts: factsOf(config) };
}

export const planShipped = (stack: (typeof stackNames)[number]): Promise<PlannedStack> =>
  planStack(readStackFile(stack));

/** Created once: the app is the same in every test. */
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
 * Pulumi captures a stack trace for each of thousands of promises, which vitest maps to sources:
 * most of a run's time.
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

export { changed, readStackFile, stackNames } from "@seaworthy/stack/config/stack-file";
