import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { moduleFolder, readModuleTable } from "@seaworthy/platform/bundle/entry";
import { installK6 } from "@seaworthy/toolchain/k6";
import { runK6 } from "../../load/run-k6.ts";
import { requireCloud } from "../../local-cloud.ts";
import { findStack } from "../../project.ts";
import { readLocalManifest } from "../../stack/local-manifest.ts";

export interface LoadOptions {
  readonly duration: string;
  readonly vus: string;
  readonly json?: boolean;
}

/** Ends with exit code 1 when a request failed. */
export async function load(
  stackName: string,
  scenario: string,
  options: LoadOptions,
): Promise<void> {
  const stack = findStack(stackName);
  requireNumbers(options);
  if (!stack.isLocal)
    throw new SeaworthyError(
      "USAGE",
      `Load tests run against the local stack only: the zone of ${stack.name} would limit them. Nothing was sent.`,
    );
  requireCloud(findProject().cloudDirectory);
  const app = readLocalManifest()?.app;
  if (app?.modules === undefined)
    throw new SeaworthyError(
      "STACK_OUTDATED",
      'The stack does not list its modules: run "npx seaworthy up local" first.',
    );
  const script = await scriptOf(app.modules, scenario);
  const program = await installK6((line) => process.stderr.write(`${line}\n`));
  const { duration, vus } = options;
  const result = await runK6(program, { script, duration, vus, url: app.url });
  const { requests, failed, p95Ms } = result;
  process.stdout.write(
    options.json
      ? `${JSON.stringify(result)}\n`
      : `${requests} requests, ${failed} failed, 95 % within ${p95Ms} ms\n`,
  );
  if (failed > 0) process.exitCode = 1;
}

async function scriptOf(table: string, scenario: string): Promise<string> {
  const { file, modules } = await readModuleTable(join(findProject().root, table));
  const found = modules.find(({ load = [] }) => load.includes(scenario));
  if (found) return join(moduleFolder(file, found.name), "load", `${scenario}.js`);
  throw new SeaworthyError(
    "USAGE",
    `Unknown scenario ${scenario}. Scenarios: ${modules.flatMap(({ load = [] }) => load).join(", ") || "none"}. Nothing was sent.`,
  );
}

function requireNumbers({ duration, vus }: LoadOptions): void {
  if (!/^[1-9]\d{0,4}[sm]$/.test(duration))
    throw new SeaworthyError("USAGE", `--duration takes a time such as 60s, not ${duration}.`);
  if (!/^[1-9]\d{0,3}$/.test(vus))
    throw new SeaworthyError("USAGE", `--vus takes a whole number from 1, not ${vus}.`);
}
