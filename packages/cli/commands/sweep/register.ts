import type { Command } from "commander";
import type { SweepOptions } from "./sweep.ts";

export function registerSweep(program: Command): void {
  program
    .command("sweep")
    .description("Delete expired previews with everything at the vendors, after asking.")
    .option("--yes", "do not ask; for scripts and CI")
    .action(async (options: SweepOptions) => (await import("./sweep.ts")).sweep(options));
}
