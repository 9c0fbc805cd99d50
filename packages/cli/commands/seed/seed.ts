import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { readModuleTable } from "@seaworthy/platform/bundle/entry";
import { type ModuleSeed, moduleSeeds } from "@seaworthy/platform/bundle/module-seeds";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { databasesIn } from "../../migrate/databases.ts";
import { findStack } from "../../project.ts";
import { openEngine } from "../../rotate/stack/engine.ts";
import { stackEnvironment } from "../../rotate/stack/stack-environment.ts";
import type { StackState } from "../../rotate/stack/stack-state.ts";
import { runSeed } from "../../seed/run.ts";
import { isProduction } from "../../stack/production.ts";

/** Runs the seeds of all modules, each in its own transaction. Idempotent. */
export async function seed(
  stackName: string,
  { module }: { readonly module?: string },
): Promise<void> {
  const stack = findStack(stackName);
  if (isProduction(stack))
    throw new SeaworthyError(
      "USAGE",
      `Stack ${stack.name} is production, which must not get example data. Nothing was changed.`,
    );
  const state = await openEngine(stack, stackEnvironment(stack)).readState();
  const seeds = await seedsOf(state, module);
  const [database] = databasesIn(state);
  if (database === undefined) return;
  for (const one of seeds) {
    const rows = await withDatabase(database.access, (client) => runSeed(client, one));
    const list = Object.entries(rows).map(([table, count]) => `${table} ${count}`);
    process.stdout.write(`${one.module}  ${list.join(", ")}\n`);
  }
}

async function seedsOf(
  { manifest }: StackState,
  only: string | undefined,
): Promise<readonly ModuleSeed[]> {
  if (manifest.app.modules === undefined)
    throw new SeaworthyError(
      "STACK_OUTDATED",
      'The stack does not list its modules: run "npx seaworthy up" first. Nothing was changed.',
    );
  const table = await readModuleTable(join(findProject().root, manifest.app.modules));
  const seeds = moduleSeeds(table);
  const chosen = seeds.filter(({ module }) => only === undefined || module === only);
  if (chosen.length > 0) return chosen;
  throw new SeaworthyError(
    "USAGE",
    `No module ${only ?? ""} with a seed. Modules with one: ${seeds.map(({ module }) => module).join(", ") || "none"}. Nothing was changed.`,
  );
}
