import type { Command } from "commander";
import type { RollbackOptions } from "./rollback.ts";

export function registerRollback(program: Command): void {
  program
    .command("rollback")
    .description("Send all traffic back to the last good version of the app, or to a named one.")
    .argument("<stack>", "local, staging or prod")
    .argument("[version]", "id of a version, or how it begins; default the last good one")
    .option("--yes", "do not ask first; for where nobody can answer")
    .option("--accept-migrations", "roll back although later migrations may not suit the old code")
    .option("--json", "print as JSON what was done")
    .action(async (stack: string, version: string | undefined, options: RollbackOptions) =>
      (await import("./rollback.ts")).rollback(stack, version, options),
    );
}
