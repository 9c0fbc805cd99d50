import type { Command } from "commander";
import type { StatusOptions } from "./status.ts";

export function registerStatus(program: Command): void {
  program
    .command("status")
    .description("Show the addresses and state of a stack.")
    .argument("<stack>", "local, staging or prod")
    .option("--json", "print as JSON")
    .option("--show-secrets", "include passwords and tokens")
    .action(async (stack: string, options: StatusOptions) =>
      (await import("./status.ts")).status(stack, options),
    );
}
