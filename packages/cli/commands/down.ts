import type { Command } from "commander";
import type { DownOptions } from "../actions/down.ts";

export function registerDown(program: Command): void {
  program
    .command("down")
    .description(
      "Stop the local cloud (its data stays), or destroy another stack after Pulumi has asked.",
    )
    .argument("<stack>", "local, staging or prod")
    .option("--wipe", "also delete the local cloud's data and the local stack's state")
    .action(async (stack: string, options: DownOptions) =>
      (await import("../actions/down.ts")).down(stack, options),
    );
}
