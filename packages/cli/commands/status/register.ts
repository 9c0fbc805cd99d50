import type { Command } from "commander";
import type { StatusOptions } from "./status.ts";

export function registerStatus(program: Command): void {
  program
    .command("status")
    .description("Say where everything of a stack is.")
    .argument("<stack>", "local, staging or prod")
    .option("--json", "print as JSON")
    .option("--show-secrets", "include passwords and tokens")
    .action(async (stack: string, options: StatusOptions) =>
      (await import("./status.ts")).status(stack, options),
    );
}
