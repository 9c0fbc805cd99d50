import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { moduleFolder, readModuleTable } from "@seaworthy/platform/bundle/entry";
import { installK6 } from "@seaworthy/toolchain/k6";
import { watchConnections } from "../../load/connections.ts";
import { exemptionOf, requireExemption } from "../../load/exemption.ts";
import { runText } from "../../load/print.ts";
import { addLoadRun, type LoadRun, readLoadRuns } from "../../load/results.ts";
import { type K6Run, runK6 } from "../../load/run-k6.ts";
import { createSeries } from "../../load/series.ts";
import { type Shape, secondsOf, stagesOf } from "../../load/shapes.ts";
import { brokenAt, judgeThresholds } from "../../load/thresholds.ts";
import { databasesIn } from "../../migrate/databases.ts";
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
  const chosen = await scriptsOf(manifest.app.modules, scenarios);
  const program = await installK6((line) => process.stderr.write(`${line}\n`));
  const runs: LoadRun[] = [];
  for (const { scenario, script } of chosen) {
    const run = await runScenario(program, {
      ...{ scenario, script, ...numbers, state, options },
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

interface Scenario {
  readonly scenario: string;
  readonly script: string;
}

type ScenarioRun = Scenario &
  Pick<K6Run, "isLocal" | "exemption"> & {
    readonly seconds: number;
    readonly vus: number;
    readonly state: StackState;
    readonly options: LoadOptions;
  };

async function runScenario(program: string, run: ScenarioRun): Promise<LoadRun> {
  const { scenario, script, seconds, vus, state, options, isLocal, exemption } = run;
  const { app, objectives, migrations } = state.manifest;
  const { shape, duration } = options;
  const at = new Date().toISOString();
  const series = createSeries();
  const [database] = migrations.length === 0 ? [] : databasesIn(state);
  const watch = database && (await watchConnections(database.access, series.addBeside));
  const stages = stagesOf(shape, seconds, vus);
  const result = await runK6(program, {
    ...{ script, stages, url: app.url, isLocal, exemption, series },
  }).finally(() => watch?.stop());
  return {
    ...{ at, scenario, shape, duration, vus },
    ...result.total,
    points: [...result.points],
    thresholds: [...judgeThresholds(objectives, result, result.checks)],
  };
}

/** The named scenarios of all modules, or all of them. */
async function scriptsOf(table: string, names: readonly string[]): Promise<readonly Scenario[]> {
  const { file, modules } = await readModuleTable(join(findProject().root, table));
  const all = modules.flatMap(({ name, load: own = [] }) =>
    own.map((scenario) => ({
      scenario,
      script: join(moduleFolder(file, name), "load", `${scenario}.js`),
    })),
  );
  const known = all.map(({ scenario }) => scenario);
  const wrong = names.find((name) => !known.includes(name));
  if (wrong === undefined && all.length > 0)
    return names.length === 0 ? all : all.filter(({ scenario }) => names.includes(scenario));
  throw new SeaworthyError(
    "USAGE",
    `${wrong === undefined ? "No module declares a scenario." : `Scenario ${wrong} not found.`} Scenarios: ${known.join(", ") || "none"}. Nothing was sent.`,
  );
}

function numbersOf({ duration, vus }: LoadOptions): { seconds: number; vus: number } {
  const seconds = secondsOf(duration);
  if (/^[1-9]\d{0,3}$/.test(vus)) return { seconds, vus: Number(vus) };
  throw new SeaworthyError("USAGE", `--vus takes a whole number from 1, not ${vus}.`);
}
