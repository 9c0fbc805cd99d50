import type { Command } from "commander";

export function registerSeed(program: Command): void {
  program
    .command("seed")
    .description("Fill the database with the example data of the app's modules.")
    .argument("<stack>", "local, staging or another that is not production")
    .option("--module <name>", "only this module")
    .action(async (stack: string, options: { readonly module?: string }) =>
      (await import("./seed.ts")).seed(stack, options),
    );
}
