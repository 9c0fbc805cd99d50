import type { Command } from "commander";

export function registerSeed(program: Command): void {
  program
    .command("seed")
    .description("Fill the database with the modules' example data.")
    .argument("<stack>", "local, staging or any stack that is not production")
    .option("--module <name>", "only this module")
    .action(async (stack: string, options: { readonly module?: string }) =>
      (await import("./seed.ts")).seed(stack, options),
    );
}
