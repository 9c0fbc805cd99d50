import type { Command } from "commander";
import type { DriftOptions } from "./drift.ts";

export function registerDrift(program: Command): void {
  program
    .command("drift")
    .description("Compare what the vendors have with what the stack declares, and put it back.")
    .argument("<stack>", "local, staging or prod")
    .option("--repair", "put back what is declared; what is foreign stays")
    .option("--prune", "with --repair: delete what nobody declared")
    .option("--yes", "do not ask first; for where nobody can answer")
    .option("--json", "print as JSON")
    .option("--sarif", "print as SARIF 2.1.0")
    .action(async (stack: string, options: DriftOptions) =>
      (await import("./drift.ts")).drift(stack, options),
    );
}
