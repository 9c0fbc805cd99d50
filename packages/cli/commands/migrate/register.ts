import type { Command } from "commander";
import type { MigrateOptions } from "./migrate.ts";

export function registerMigrate(program: Command): void {
  program
    .command("migrate")
    .description(
      "Apply migrations, take them back to a version, or say where each database of a stack stands.",
    )
    .argument("<stack>", "local, staging or prod")
    .argument("<direction>", "up, down or status")
    .argument("[version]", "up: the last to apply; down: the last to keep, 0 for none. E.g. 0010")
    .option("--dry-run", "print the SQL and change nothing")
    .option("--yes", "down: do not ask first; for where nobody can answer")
    .option("--allow-data-loss", "down: also in production, where it is refused without")
    .option("--database <name>", "only that one of the stack's databases")
    .action(
      async (
        stack: string,
        direction: string,
        version: string | undefined,
        options: MigrateOptions,
      ) => (await import("./migrate.ts")).migrate(stack, direction, version, options),
    );
}
