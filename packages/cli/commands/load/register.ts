import type { Command } from "commander";
import type { LoadOptions } from "./load.ts";

export function registerLoad(program: Command): void {
  program
    .command("load")
    .description("Run a module's load scenario against the local stack, with k6.")
    .argument("<stack>", "local")
    .argument("<scenario>", "a scenario declared by a module")
    .option("--duration <time>", "such as 60s or 5m", "60s")
    .option("--vus <number>", "virtual users", "10")
    .option("--json", "print the result as one line of JSON, at the end")
    .action(async (stack: string, scenario: string, options: LoadOptions) =>
      (await import("./load.ts")).load(stack, scenario, options),
    );
}
