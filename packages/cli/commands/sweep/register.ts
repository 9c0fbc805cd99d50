import type { Command } from "commander";
import type { SweepOptions } from "./sweep.ts";

export function registerSweep(program: Command): void {
  program
    .command("sweep")
    .description("Delete the previews whose time is over, at their vendors too, after asking.")
    .option("--yes", "do not ask; for where nobody can answer")
    .action(async (options: SweepOptions) => (await import("./sweep.ts")).sweep(options));
}
