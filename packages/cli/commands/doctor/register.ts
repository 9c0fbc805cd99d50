import type { Command } from "commander";

export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .description(
      "List the tools found, where they come from, and how to install those that are missing; with a stack, check its vendor accounts.",
    )
    .argument("[stack]", "staging, prod or another that is not local")
    .option("--json", "print as JSON")
    .action(async (stack: string | undefined, options: { json?: boolean }) =>
      (await import("./doctor.ts")).doctor(stack, options),
    );
}
