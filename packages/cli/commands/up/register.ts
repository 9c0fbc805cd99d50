import type { Command } from "commander";
import type { UpOptions } from "./up.ts";

export function registerUp(program: Command): void {
  program
    .command("up")
    .description("Provision a stack with Pulumi and the policy pack, and deploy the app.")
    .argument("<stack>", "local, staging, prod, or a preview's name, such as pr-123")
    .option("--config-file <path>", "use this file in place of Pulumi.<stack>.yaml")
    .option("--yes", "do not show the plan and ask first; for where nobody can answer")
    .option("--no-account-check", "do not check the vendors' accounts first")
    .option(
      "--gate",
      "compare the new version with the one before, step by step; take it back if worse",
    )
    .option("--no-gate", "send all requests to the new version at once")
    .option("--ephemeral", "make or update a preview: a stack of its own, deleted after --for")
    .option("--like <stack>", "--ephemeral: the stack whose file it is made from", "staging")
    .option("--for <duration>", "--ephemeral: how long it is kept after this", "7d")
    .option("--new-ports", "local: choose new ports for those that other programs use")
    .action(async (stack: string, options: UpOptions) =>
      (await import("./up.ts")).up(stack, options),
    );
}
