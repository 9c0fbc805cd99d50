import type { MigrationState } from "../../migrate/run.ts";

/** What was done to one database, or what its state is; printed by `--json` as it is. */
export interface DatabaseResult {
  readonly database: string;
  readonly direction: "up" | "down" | "status";
  /** Nothing was changed; each migration has its SQL. */
  readonly dryRun: boolean;
  /** Up and down: those that were, or would be, applied or reverted, in that order. */
  readonly migrations: readonly MigrationResult[];
}

interface MigrationResult {
  readonly name: string;
  /** The state now. */
  readonly state: MigrationState["state"];
  readonly sql?: string;
}

/** For people. */
export function resultLines({ database, direction, dryRun, migrations }: DatabaseResult): string {
  if (direction === "status")
    return migrations
      .map(({ name, state }) => `${database}  ${state.padEnd(7)}  ${name}\n`)
      .join("");
  if (migrations.length === 0) return `${database}  is up to date\n`;
  const done = direction === "up" ? "applied" : "reverted";
  return migrations
    .map(({ name, sql = "" }) =>
      dryRun
        ? `-- ${database}  ${direction}  ${name}\n${sql}\n\n`
        : `${database}  ${done}  ${name}\n`,
    )
    .join("");
}
