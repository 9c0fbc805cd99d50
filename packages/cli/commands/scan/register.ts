import type { Command } from "commander";

export function registerScan(program: Command): void {
  program
    .command("scan")
    .description("Find secrets in the files that git tracks. Never prints a value.")
    .option("--json", "print as JSON")
    .action(async (options: { json?: boolean }) => (await import("./scan.ts")).scan(options));
}
