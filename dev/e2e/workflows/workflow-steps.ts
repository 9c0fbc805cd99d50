import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const step = z.looseObject({
  name: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
});
const job = z.looseObject({
  env: z.record(z.string(), z.string()).default({}),
  steps: z.array(step),
});
const workflow = z.looseObject({ jobs: z.record(z.string(), job) });

/** What GitHub substitutes for `${{ … }}`. */
export type Expressions = (expression: string) => string;

export interface RunStep {
  readonly run: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The `run:` steps of one job, with the variables that GitHub would set. */
export function runSteps(root: string, file: string, name: string, say: Expressions): RunStep[] {
  const text = readFileSync(join(root, ".github", "workflows", file), "utf8");
  const found = workflow.parse(parse(text)).jobs[name];
  if (found === undefined) throw new RangeError(`${file} has no job ${name}.`);
  const filled = (variables: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, fill(value, say)]));
  return found.steps.flatMap(({ run, env }) =>
    run === undefined
      ? []
      : [{ run: fill(run, say), environment: { ...filled(found.env), ...filled(env) } }],
  );
}

const fill = (text: string, say: Expressions): string =>
  text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => say(expression));
