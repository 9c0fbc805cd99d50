import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { moduleFolder, readModuleTable } from "@seaworthy/platform/bundle/entry";

export interface Scenario {
  readonly scenario: string;
  readonly script: string;
}

/** The named scenarios of all modules, or all of them. */
export async function scenariosIn(
  table: string,
  names: readonly string[],
): Promise<readonly Scenario[]> {
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

/** Set for every scenario by `seaworthy load` itself. */
const always: ReadonlySet<string> = new Set(["BASE_URL", "LOAD_HEADER", "LOAD_KEY"]);

/** The variables that a script reads as `__ENV.NAME`, except those with a default (`??`). */
export function variablesOf(script: string): readonly string[] {
  const reads = script.matchAll(/\b__ENV\.([A-Z][A-Z0-9_]*)\b(?!\s*\?\?)/g);
  return [...new Set([...reads].map(([, name = ""]) => name))].filter((name) => !always.has(name));
}

/** Where the value of a scenario's variable comes from. Values may be secret. */
export type VariableSource = (name: string) => Promise<string | undefined>;

export interface PreparedScenario extends Scenario {
  readonly environment: Readonly<Record<string, string>>;
  /** Without these the scenario cannot run. */
  readonly missing: readonly string[];
}

export async function prepareScenarios(
  scenarios: readonly Scenario[],
  source: VariableSource,
): Promise<readonly PreparedScenario[]> {
  const prepared: PreparedScenario[] = [];
  for (const scenario of scenarios) prepared.push(await prepare(scenario, source));
  return prepared;
}

async function prepare(scenario: Scenario, source: VariableSource): Promise<PreparedScenario> {
  const environment: Record<string, string> = {};
  const missing: string[] = [];
  for (const name of variablesOf(readFileSync(scenario.script, "utf8"))) {
    const value = await source(name);
    if (value === undefined || value === "") missing.push(name);
    else environment[name] = value;
  }
  return { ...scenario, environment, missing };
}

/**
 * The scenarios that can run. One that was asked for by name must have all of its variables: throws
 * USAGE before anything is sent.
 */
export function requireVariables(
  prepared: readonly PreparedScenario[],
  { named, skip }: { readonly named: boolean; readonly skip: (line: string) => void },
): readonly PreparedScenario[] {
  const ready = prepared.filter(({ missing }) => missing.length === 0);
  const lines = prepared
    .filter(({ missing }) => missing.length > 0)
    .map(({ scenario, missing }) => `${scenario} needs ${missing.join(", ")}`);
  if (lines.length === 0) return ready;
  const advice =
    "Supply a secret with seaworthy rotate, or set the variable in the environment (docs/proof/load.md).";
  if (named || ready.length === 0)
    throw new SeaworthyError("USAGE", `${lines.join("; ")}. ${advice} Nothing was sent.`);
  for (const line of lines) skip(`Skipped: ${line}. ${advice}`);
  return ready;
}
