import type { Command } from "commander";
import type { UpOptions } from "./up.ts";

export function registerUp(program: Command): void {
  program
    .command("up")
    .description(
      "Provision a stack with the real Pulumi engine, the policy pack attached, and deploy the app.",
    )
    .argument("<stack>", "local, staging or prod")
    .option("--config-file <path>", "use this file in place of Pulumi.<stack>.yaml")
    .option("--yes", "do not show the plan and ask first; for where nobody can answer")
    .option("--new-ports", "local: find new ports in place of those that other programs took")
    .action(async (stack: string, options: UpOptions) =>
      (await import("./up.ts")).up(stack, options),
    );
}
