import type { Command } from "commander";

export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .description(
      "Say which tools were found, where they came from, and what to type for those that are missing.",
    )
    .option("--json", "print as JSON")
    .action(async (options: { json?: boolean }) => (await import("./doctor.ts")).doctor(options));
}
