import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { installK6 } from "@seaworthy/toolchain/k6";
import { durationMs } from "../../duration.ts";
import { watchConnections } from "../../load/connections.ts";
import { exemptionOf, requireExemption } from "../../load/exemption.ts";
import { runText } from "../../load/print.ts";
import { addLoadRun, type LoadRun, readLoadRuns } from "../../load/results.ts";
import { type K6Run, runK6 } from "../../load/run-k6.ts";
import {
  type PreparedScenario,
  prepareScenarios,
  requireVariables,
  scenariosIn,
} from "../../load/scenarios.ts";
import { createSeries } from "../../load/series.ts";
import { type Shape, stagesOf } from "../../load/shapes.ts";
import { brokenAt, judgeThresholds } from "../../load/thresholds.ts";
import { variablesFrom } from "../../load/variables.ts";
import { allDatabasesIn } from "../../migrate/databases.ts";
import { findStack } from "../../project.ts";
import type { StackState } from "../../rotate/stack/stack-state.ts";
import { readStack } from "../../stack/read-stack.ts";

export interface LoadOptions {
  readonly duration: string;
  readonly vus: string;
  readonly shape: Shape;
  readonly json?: boolean;
}

/** Exits with 1 when a threshold is exceeded. */
export async function load(
  stackName: string,
  scenarios: readonly string[],
  options: LoadOptions,
): Promise<void> {
  const stack = findStack(stackName);
  const numbers = numbersOf(options);
  const project = findProject();
  const { state } = await readStack(stack.name);
  const { manifest } = state;
  if (manifest.app.modules === undefined)
    throw new SeaworthyError(
      "STACK_OUTDATED",
      `The stack does not say where its modules are: run "npx seaworthy up ${stack.name}" first.`,
    );
  const exemption = stack.isLocal ? exemptionOf(state) : requireExemption(stack.name, state);
  const variables = variablesFrom(state, {
    ...{ isLocal: stack.isLocal, users: numbers.vus, seconds: numbers.seconds },
  });
  const chosen = requireVariables(
    await prepareScenarios(await scenariosIn(manifest.app.modules, scenarios), variables),
    { named: scenarios.length > 0, skip: toStandardError },
  );
  const program = await installK6(toStandardError);
  const runs: LoadRun[] = [];
  for (const one of chosen) {
    const { scenario } = one;
    const run = await runScenario(program, {
      ...{ ...one, ...numbers, state, options },
      ...{ isLocal: stack.isLocal, exemption },
    });
    const before = readLoadRuns(project, stack.name).find(
      (one) => one.scenario === scenario && one.shape === run.shape,
    );
    addLoadRun(project, stack.name, run);
    const broke =
      run.shape === "breakpoint" ? brokenAt(manifest.objectives, run.points) : undefined;
    (options.json ? process.stderr : process.stdout).write(runText(run, before, broke));
    runs.push(run);
  }
  if (options.json) process.stdout.write(`${JSON.stringify(resultOf(runs))}\n`);
  if (runs.some(({ thresholds }) => thresholds.some(({ kept }) => !kept))) process.exitCode = 1;
}

const toStandardError = (line: string) => void process.stderr.write(`${line}\n`);

/** A single run is its own result; several become a list with a summary. */
function resultOf(runs: readonly LoadRun[]): object {
  const [first] = runs;
  if (first !== undefined && runs.length === 1) return first;
  const sum = (of: (run: LoadRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  return {
    requests: sum(({ requests }) => requests),
    failed: sum(({ failed }) => failed),
    p95Ms: Math.max(...runs.map(({ p95Ms }) => p95Ms)),
    runs,
  };
}

type ScenarioRun = PreparedScenario &
  Pick<K6Run, "isLocal" | "exemption"> & {
    readonly seconds: number;
    readonly vus: number;
    readonly state: StackState;
    readonly options: LoadOptions;
  };

async function runScenario(program: string, run: ScenarioRun): Promise<LoadRun> {
  const { scenario, script, seconds, vus, state, options, isLocal, exemption, environment } = run;
  const { app, objectives } = state.manifest;
  const { shape, duration } = options;
  const at = new Date().toISOString();
  const series = createSeries();
  const [database] = allDatabasesIn(state);
  const watch = database && (await watchConnections(database.access, series.addBeside));
  const stages = stagesOf(shape, seconds, vus);
  const result = await runK6(program, {
    ...{ script, stages, url: app.url, isLocal, exemption, environment, series },
  }).finally(() => watch?.stop());
  return {
    ...{ at, scenario, shape, duration, vus },
    ...result.total,
    points: [...result.points],
    thresholds: [...judgeThresholds(objectives, result, result.checks)],
  };
}

function numbersOf({ duration, vus }: LoadOptions): { seconds: number; vus: number } {
  const seconds = durationMs("--duration", duration) / 1000;
  if (/^[1-9]\d{0,3}$/.test(vus)) return { seconds, vus: Number(vus) };
  throw new SeaworthyError("USAGE", `--vus takes a whole number from 1, not ${vus}.`);
}
