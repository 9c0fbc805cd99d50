import type { Command } from "commander";
import type { FaultsOptions } from "./faults.ts";

export function registerFaults(program: Command): void {
  program
    .command("faults")
    .description(
      "Strike a temporary local cloud with faults while it is written to. Exit code 1: a promise was broken.",
    )
    .argument("<stack>", "local")
    .argument("[fault...]", "names of faults (default: all)")
    .option("--list", "list the faults, and start nothing")
    .option("--json", "print the results as one line of JSON, at the end")
    .action(async (stack: string, names: string[], options: FaultsOptions) =>
      (await import("./faults.ts")).strikeFaults(stack, names, options),
    );
}
