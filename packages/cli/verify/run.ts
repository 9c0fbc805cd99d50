import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "@seaworthy/core/errors";
import type { Project } from "@seaworthy/core/project";
import { isUnchanged } from "@seaworthy/readiness/score/dependencies";
import { type OpenContext, openContext } from "./context.ts";
import { type Experiment, type Observation, outcomeOf, unknown } from "./experiment.ts";
import { type Result, type Results, readResults, writeResults } from "./results/store.ts";
import type { Target } from "./target.ts";

export interface Run {
  readonly target: Target;
  readonly experiments: readonly Experiment[];
  readonly project: Project;
  /** Continues an interrupted run. */
  readonly resume: boolean;
  readonly onStart?: (experiment: Experiment) => void;
  readonly onResult?: (result: Result, kept: boolean) => void;
}

/** Runs the experiments sequentially; each result is stored before the next one starts. */
export async function runExperiments(run: Run): Promise<readonly Result[]> {
  const { target, experiments, project } = run;
  const before = readResults(project, target.stack.name);
  const kept = run.resume ? keptOf(before, target) : [];
  let results: Results = {
    version: 1,
    stack: target.stack.name,
    run: {
      startedAt: new Date().toISOString(),
      experiments: experiments.map(({ id }) => id),
    },
    results: before?.results ?? [],
  };
  const done: Result[] = [];
  for (const experiment of experiments) {
    const known = kept.find((one) => one.experiment === experiment.id);
    run.onStart?.(experiment);
    const result = known ?? (await runOne(experiment, target));
    done.push(result);
    results = { ...results, results: [...others(results, experiment.id), result] };
    writeResults(project, results);
    run.onResult?.(result, known !== undefined);
  }
  const ended = { ...results.run, endedAt: new Date().toISOString() };
  writeResults(project, { ...results, run: ended });
  return done;
}

const others = ({ results }: Results, id: string) =>
  results.filter(({ experiment }) => experiment !== id);

/** What an interrupted run had proven; a change to the stack since then invalidates it. */
function keptOf(before: Results | undefined, { resources }: Target): readonly Result[] {
  if (before === undefined || before.run.endedAt !== undefined) return [];
  const { startedAt } = before.run;
  return before.results.filter(
    ({ at, outcome, dependsOn }) =>
      at >= startedAt &&
      outcome === "proven" &&
      dependsOn.every((one) => isUnchanged(one, resources)),
  );
}

async function runOne(experiment: Experiment, target: Target): Promise<Result> {
  const { id, title, policies, seconds } = experiment;
  const began = performance.now();
  const timeout = AbortSignal.timeout(seconds * 1000);
  const context = openContext(target, timeout);
  const observations = [...(await observe(experiment, context, timeout))];
  const left = await cleanUp(context);
  if (left !== undefined) observations.push(left);
  return {
    experiment: id,
    title,
    outcome: outcomeOf(observations),
    policies,
    at: new Date().toISOString(),
    seconds: Math.round((performance.now() - began) / 100) / 10,
    observations,
    dependsOn: context.used(),
  };
}

const cleanUpSeconds = 30;

async function cleanUp(context: OpenContext): Promise<Observation | undefined> {
  const late = delay(cleanUpSeconds * 1000, `not done within ${cleanUpSeconds} s`, { ref: false });
  const reason = await Promise.race([context.close().then(() => undefined, messageOf), late]);
  return reason === undefined
    ? undefined
    : unknown("Clean-up", `Not everything was put back: ${reason}`);
}

/** An experiment that fails or times out has shown nothing. */
async function observe(
  experiment: Experiment,
  context: Parameters<Experiment["run"]>[0],
  timeout: AbortSignal,
): Promise<readonly Observation[]> {
  const late = new Promise<readonly Observation[]>((resolve) =>
    timeout.addEventListener("abort", () =>
      resolve([unknown("The whole experiment", `Not done within ${experiment.seconds} s.`)]),
    ),
  );
  const work = experiment
    .run(context)
    .catch((thrown: unknown) => [unknown("The whole experiment", messageOf(thrown))]);
  return Promise.race([work, late]);
}
