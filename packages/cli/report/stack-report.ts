import type { Project } from "@seaworthy/core/project";
import { type Budget, budgetOf } from "@seaworthy/readiness/reports/capacity";
import { renderJson } from "@seaworthy/readiness/reports/json";
import type { Report } from "@seaworthy/readiness/reports/report";
import { type DriftResult, readDriftResult } from "../drift/results.ts";
import { type FaultResults, readFaultResults } from "../faults/results.ts";
import { type LoadRun, readLoadRuns } from "../load/results.ts";
import type { CredentialView } from "../rotate/stack/stack-state.ts";
import { type Result, readResults } from "../verify/results/store.ts";
import { experiments } from "../verify/table.ts";
import type { Target } from "../verify/target.ts";

/** When a secret was created, and when it must be replaced; without its value. */
interface SecretAge {
  readonly name: string;
  readonly owner: string;
  readonly phase: CredentialView["phase"];
  readonly ageDays: number;
  readonly everyDays: number;
}

/** Everything the page shows. */
export interface StackReport {
  readonly report: Report;
  readonly budget: Budget;
  /** From `seaworthy verify`; none before the first run. */
  readonly results: readonly Result[];
  /** From `seaworthy load`, the newest of each scenario and shape. */
  readonly loads: readonly LoadRun[];
  /** Of `seaworthy faults local`, by the fault's name. */
  readonly faults: FaultResults;
  /** Of `seaworthy drift`; undefined before the first. */
  readonly drift: DriftResult | undefined;
  readonly secrets: readonly SecretAge[];
  readonly madeAt: string;
}

const dayMs = 24 * 60 * 60 * 1000;

export function stackReport(
  target: Target,
  report: Report,
  project: Project,
  now: Date,
): StackReport {
  const known = new Set(experiments.map(({ id }) => id));
  const runs = readLoadRuns(project, target.stack.name);
  const newest = Map.groupBy(runs, ({ scenario, shape }) => `${scenario} ${shape}`);
  return {
    report,
    budget: budgetOf(target.resources),
    results: (readResults(project, target.stack.name)?.results ?? []).filter(({ experiment }) =>
      known.has(experiment),
    ),
    loads: [...newest.values()].flatMap(([first]) => first ?? []),
    faults: readFaultResults(project),
    drift: readDriftResult(project, target.stack.name),
    secrets: Object.entries(target.state.credentials).map(([name, one]) => ({
      name,
      owner: one.owner,
      phase: one.phase,
      ageDays: Math.floor((now.getTime() - Date.parse(one.createdAt)) / dayMs),
      everyDays: one.everyDays,
    })),
    madeAt: now.toISOString(),
  };
}

/** The same as one JSON document. */
export function stackReportJson({ report, ...rest }: StackReport): string {
  return `${JSON.stringify({ report: JSON.parse(renderJson(report)), ...rest }, null, 2)}\n`;
}
