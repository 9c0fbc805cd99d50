import type { Command } from "commander";
import type { DownOptions } from "./down.ts";

export function registerDown(program: Command): void {
  program
    .command("down")
    .description("Stop the local cloud and keep its data. For other stacks, see destroy.")
    .argument("<stack>", "local")
    .option(
      "--wipe",
      "also delete the local cloud's data and the local stack's state, after asking",
    )
    .option("--yes", "do not ask; for scripts and CI")
    .action(async (stack: string, options: DownOptions) =>
      (await import("./down.ts")).down(stack, options),
    );
}
