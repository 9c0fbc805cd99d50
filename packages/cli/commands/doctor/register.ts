import type { Command } from "commander";

export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .description(
      "List the tools found, where they come from, and how to install those that are missing.",
    )
    .option("--json", "print as JSON")
    .action(async (options: { json?: boolean }) => (await import("./doctor.ts")).doctor(options));
}
