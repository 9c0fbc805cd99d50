import type { Command } from "commander";
import type { MigrateOptions } from "./migrate.ts";

export function registerMigrate(program: Command): void {
  program
    .command("migrate")
    .description("Apply or revert migrations, or show the state of each database of a stack.")
    .argument("<stack>", "local, staging or prod")
    .argument("<direction>", "up, down or status")
    .argument("[version]", "up: last to apply; down: last to keep, 0 for none. E.g. 0010")
    .option("--dry-run", "print the SQL and change nothing")
    .option("--yes", "down: do not ask for confirmation, e.g. in scripts")
    .option("--allow-data-loss", "down: allow it in production")
    .option("--database <name>", "only this one of the stack's databases")
    .option("--json", "print as JSON")
    .action(
      async (
        stack: string,
        direction: string,
        version: string | undefined,
        options: MigrateOptions,
      ) => (await import("./migrate.ts")).migrate(stack, direction, version, options),
    );
}
