import { SeaworthyError } from "@seaworthy/core/errors";
import { confirm } from "../../confirm.ts";
import type { MigratedDatabase } from "../../migrate/databases.ts";
import { type Losses, lossesOf } from "../../migrate/losses.ts";
import { migrateDatabase, type Step } from "../../migrate/run.ts";
import type { Stack } from "../../project.ts";
import { isProduction } from "../../stack/production.ts";

export interface Approval {
  readonly yes?: boolean;
  readonly allowDataLoss?: boolean;
}

/** Shows what reverting migrations would delete, and asks. Throws USAGE when not confirmed. */
export async function approveDown(
  stack: Stack,
  databases: readonly MigratedDatabase[],
  step: Step,
  { yes }: Approval,
): Promise<void> {
  const plans = await Promise.all(databases.map((database) => planOf(database, step)));
  const planned = plans.filter(({ names }) => names.length > 0);
  for (const plan of planned) process.stderr.write(describeLosses(plan));
  if (planned.length === 0) return;
  const count = planned.reduce((sum, { names }) => sum + names.length, 0);
  await confirm({
    message: `Revert ${count} migration${count === 1 ? "" : "s"} of stack ${stack.name}?`,
    yes,
  });
}

/** Runs before anything is read. Throws USAGE for production without `--allow-data-loss`. */
export function refuseInProduction(stack: Stack, { allowDataLoss = false }: Approval): void {
  if (allowDataLoss || !isProduction(stack)) return;
  throw new SeaworthyError(
    "USAGE",
    `Stack ${stack.name} is production, and reverting migrations deletes its data. Write a new migration instead, or add --allow-data-loss. Nothing was changed.`,
  );
}

interface DownPlan {
  readonly database: string;
  readonly names: readonly string[];
  readonly losses: Losses;
}

async function planOf(database: MigratedDatabase, step: Step): Promise<DownPlan> {
  const { done, sql } = await migrateDatabase(database, { ...step, dryRun: true });
  return { database: database.name, names: done, losses: await lossesOf(database, sql) };
}

function describeLosses({ database, names, losses }: DownPlan): string {
  const { tables, columns, unknown } = losses;
  const lines = [
    `${database}: ${names.join(", ")}`,
    ...tables.map(({ name, rows }) => `  deletes table ${name} with ${rows} rows`),
    ...columns.map((column) => `  deletes column ${column}`),
    ...(unknown === undefined ? [] : [`  what it deletes is unknown: ${unknown}`]),
  ];
  const isHarmless = tables.length === 0 && columns.length === 0 && unknown === undefined;
  return `${[...lines, ...(isHarmless ? ["  deletes no table or column"] : [])].join("\n")}\n`;
}
